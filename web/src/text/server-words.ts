// Words by which a visitor is asked whether what is said may be stored. They travel with the script that talks to the
// server, in every language.

export interface ServerWords {
  readonly ask: string; // "{host}": who would store it
  readonly yes: string;
  readonly no: string;
}

const WORDS: Readonly<Record<string, ServerWords>> = {
  en: {
    ask: "May this conversation be stored at {host}, so that the people here can read it?",
    yes: "Yes, store it",
    no: "No",
  },
  de: {
    ask: "Darf dieses Gespräch bei {host} gespeichert werden, damit die Menschen hier es lesen können?",
    yes: "Ja, speichern",
    no: "Nein",
  },
  es: {
    ask: "¿Se puede guardar esta conversación en {host} para que el equipo pueda leerla?",
    yes: "Sí, guardarla",
    no: "No",
  },
  fr: {
    ask: "Cette conversation peut-elle être enregistrée chez {host} pour que l’équipe puisse la lire ?",
    yes: "Oui, l’enregistrer",
    no: "Non",
  },
  it: {
    ask: "Questa conversazione può essere salvata presso {host}, così che il team possa leggerla?",
    yes: "Sì, salvala",
    no: "No",
  },
  nl: {
    ask: "Mag dit gesprek bij {host} worden opgeslagen, zodat het team het kan lezen?",
    yes: "Ja, opslaan",
    no: "Nee",
  },
  pt: {
    ask: "Esta conversa pode ser guardada em {host} para que a equipe possa lê-la?",
    yes: "Sim, guardar",
    no: "Não",
  },
};

/** Words for a BCP 47 tag; English where we have none. */
export function serverWords(language: string): ServerWords {
  return WORDS[language.slice(0, 2).toLowerCase()] ?? WORDS["en"]!;
}
