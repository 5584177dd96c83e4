// Words of questions that want more than a line of text. They travel with the script that draws those, in every
// language.

export interface AskWords {
  readonly send: string;
  readonly skip: string;
  readonly required: string; // stands beside a mark
  readonly choose: string; // the empty line of a list to choose from
  readonly yes: string;
  readonly no: string;
  readonly stays: string; // of a file
  readonly tooLarge: string;
  readonly of: string; // "{n} of {max}", of a rating
}

const WORDS: Readonly<Record<string, AskWords>> = {
  en: {
    send: "Send",
    skip: "Skip",
    required: "required",
    choose: "Choose…",
    yes: "Yes",
    no: "No",
    stays: "The file stays on this device unless you send it on.",
    tooLarge: "This file is too large.",
    of: "{n} of {max}",
  },
  de: {
    send: "Senden",
    skip: "Überspringen",
    required: "Pflichtfeld",
    choose: "Auswählen…",
    yes: "Ja",
    no: "Nein",
    stays: "Die Datei bleibt auf diesem Gerät, solange Sie sie nicht weitergeben.",
    tooLarge: "Diese Datei ist zu groß.",
    of: "{n} von {max}",
  },
  es: {
    send: "Enviar",
    skip: "Omitir",
    required: "obligatorio",
    choose: "Elige…",
    yes: "Sí",
    no: "No",
    stays: "El archivo se queda en este dispositivo mientras no lo envíes.",
    tooLarge: "Este archivo es demasiado grande.",
    of: "{n} de {max}",
  },
  fr: {
    send: "Envoyer",
    skip: "Passer",
    required: "obligatoire",
    choose: "Choisir…",
    yes: "Oui",
    no: "Non",
    stays: "Le fichier reste sur cet appareil tant que vous ne l’envoyez pas.",
    tooLarge: "Ce fichier est trop volumineux.",
    of: "{n} sur {max}",
  },
  it: {
    send: "Invia",
    skip: "Salta",
    required: "obbligatorio",
    choose: "Scegli…",
    yes: "Sì",
    no: "No",
    stays: "Il file resta su questo dispositivo finché non lo invii.",
    tooLarge: "Questo file è troppo grande.",
    of: "{n} su {max}",
  },
  nl: {
    send: "Versturen",
    skip: "Overslaan",
    required: "verplicht",
    choose: "Kies…",
    yes: "Ja",
    no: "Nee",
    stays: "Het bestand blijft op dit apparaat zolang u het niet verstuurt.",
    tooLarge: "Dit bestand is te groot.",
    of: "{n} van {max}",
  },
  pt: {
    send: "Enviar",
    skip: "Pular",
    required: "obrigatório",
    choose: "Escolha…",
    yes: "Sim",
    no: "Não",
    stays: "O arquivo fica neste dispositivo enquanto você não o enviar.",
    tooLarge: "Este arquivo é grande demais.",
    of: "{n} de {max}",
  },
};

/** Words for a BCP 47 tag; English where we have none. */
export function askWords(language: string): AskWords {
  return WORDS[language.slice(0, 2).toLowerCase()] ?? WORDS["en"]!;
}
