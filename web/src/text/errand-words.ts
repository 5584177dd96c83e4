// Words for what became of something that was to leave the device. They travel with the script that sends, in every
// language.

export interface ErrandWords {
  readonly kept: string;
  readonly queued: string; // "{host}": where it will go
  readonly sent: string;
  readonly refused: string;
  readonly mail: string;
  readonly openMail: string;
  readonly cut: string; // the mail could not hold all of the text
  readonly copy: string;
  readonly copied: string;
  readonly openPage: string;
  readonly newTab: string;
  readonly print: string;
  readonly download: string;
  readonly approve: string; // asks to decide here
  readonly yes: string;
  readonly no: string;
  readonly details: string;
}

const WORDS: Readonly<Record<string, ErrandWords>> = {
  en: {
    kept: "Kept on this device. Nobody else has been told.",
    queued: "You are offline. This is kept on your device and goes to {host} when you are back online.",
    sent: "Sent to {host}.",
    refused: "This could not be sent to {host}.",
    mail: "Your mail program sends this, and only when you say so.",
    openMail: "Open e-mail",
    cut: "The e-mail holds the beginning of this text; copy it to send all of it.",
    copy: "Copy text",
    copied: "Copied.",
    openPage: "Open page",
    newTab: "opens in a new tab",
    print: "Open to print",
    download: "Download",
    approve: "Kept on this device: nobody else is asked. Decide here:",
    yes: "Approve",
    no: "Reject",
    details: "Show the text",
  },
  de: {
    kept: "Auf diesem Gerät gespeichert. Niemand sonst hat davon erfahren.",
    queued: "Sie sind offline. Das bleibt auf Ihrem Gerät und geht an {host}, sobald Sie wieder online sind.",
    sent: "An {host} gesendet.",
    refused: "Das konnte nicht an {host} gesendet werden.",
    mail: "Ihr Mailprogramm sendet das, und erst wenn Sie es möchten.",
    openMail: "E-Mail öffnen",
    cut: "Die E-Mail enthält den Anfang dieses Textes; kopieren Sie ihn, um alles zu senden.",
    copy: "Text kopieren",
    copied: "Kopiert.",
    openPage: "Seite öffnen",
    newTab: "öffnet sich in einem neuen Tab",
    print: "Zum Drucken öffnen",
    download: "Herunterladen",
    approve: "Auf diesem Gerät gespeichert: niemand sonst wird gefragt. Hier entscheiden:",
    yes: "Genehmigen",
    no: "Ablehnen",
    details: "Text anzeigen",
  },
  es: {
    kept: "Guardado en este dispositivo. Nadie más lo sabe.",
    queued: "No tienes conexión. Esto se guarda en tu dispositivo y se enviará a {host} cuando vuelvas a tenerla.",
    sent: "Enviado a {host}.",
    refused: "No se pudo enviar a {host}.",
    mail: "Lo envía tu programa de correo, y solo cuando tú quieras.",
    openMail: "Abrir el correo",
    cut: "El correo contiene el principio de este texto; cópialo para enviarlo entero.",
    copy: "Copiar el texto",
    copied: "Copiado.",
    openPage: "Abrir la página",
    newTab: "se abre en otra pestaña",
    print: "Abrir para imprimir",
    download: "Descargar",
    approve: "Guardado en este dispositivo: no se pregunta a nadie más. Decide aquí:",
    yes: "Aprobar",
    no: "Rechazar",
    details: "Mostrar el texto",
  },
  fr: {
    kept: "Conservé sur cet appareil. Personne d’autre n’a été prévenu.",
    queued: "Vous êtes hors ligne. Ceci reste sur votre appareil et partira vers {host} à votre retour en ligne.",
    sent: "Envoyé à {host}.",
    refused: "L’envoi à {host} n’a pas abouti.",
    mail: "Votre messagerie l’envoie, et seulement quand vous le décidez.",
    openMail: "Ouvrir l’e-mail",
    cut: "L’e-mail contient le début de ce texte ; copiez-le pour tout envoyer.",
    copy: "Copier le texte",
    copied: "Copié.",
    openPage: "Ouvrir la page",
    newTab: "s’ouvre dans un nouvel onglet",
    print: "Ouvrir pour imprimer",
    download: "Télécharger",
    approve: "Conservé sur cet appareil : personne d’autre n’est consulté. Décidez ici :",
    yes: "Approuver",
    no: "Refuser",
    details: "Afficher le texte",
  },
  it: {
    kept: "Conservato su questo dispositivo. Nessun altro ne è stato informato.",
    queued: "Sei offline. Resta sul tuo dispositivo e andrà a {host} quando tornerai online.",
    sent: "Inviato a {host}.",
    refused: "Non è stato possibile inviarlo a {host}.",
    mail: "Lo invia il tuo programma di posta, e solo quando lo decidi tu.",
    openMail: "Apri l’e-mail",
    cut: "L’e-mail contiene l’inizio di questo testo; copialo per inviarlo tutto.",
    copy: "Copia il testo",
    copied: "Copiato.",
    openPage: "Apri la pagina",
    newTab: "si apre in una nuova scheda",
    print: "Apri per stampare",
    download: "Scarica",
    approve: "Conservato su questo dispositivo: nessun altro viene interpellato. Decidi qui:",
    yes: "Approva",
    no: "Rifiuta",
    details: "Mostra il testo",
  },
  nl: {
    kept: "Bewaard op dit apparaat. Niemand anders is ingelicht.",
    queued: "U bent offline. Dit blijft op uw apparaat en gaat naar {host} zodra u weer online bent.",
    sent: "Verstuurd naar {host}.",
    refused: "Dit kon niet naar {host} worden verstuurd.",
    mail: "Uw mailprogramma verstuurt dit, en pas wanneer u dat wilt.",
    openMail: "E-mail openen",
    cut: "De e-mail bevat het begin van deze tekst; kopieer hem om alles te versturen.",
    copy: "Tekst kopiëren",
    copied: "Gekopieerd.",
    openPage: "Pagina openen",
    newTab: "opent in een nieuw tabblad",
    print: "Openen om af te drukken",
    download: "Downloaden",
    approve: "Bewaard op dit apparaat: niemand anders wordt gevraagd. Beslis hier:",
    yes: "Goedkeuren",
    no: "Afwijzen",
    details: "Tekst tonen",
  },
  pt: {
    kept: "Guardado neste dispositivo. Ninguém mais foi avisado.",
    queued: "Você está sem conexão. Isto fica no seu dispositivo e vai para {host} quando você voltar a ter conexão.",
    sent: "Enviado para {host}.",
    refused: "Não foi possível enviar para {host}.",
    mail: "Seu programa de e-mail envia isto, e só quando você quiser.",
    openMail: "Abrir o e-mail",
    cut: "O e-mail contém o começo deste texto; copie-o para enviar tudo.",
    copy: "Copiar o texto",
    copied: "Copiado.",
    openPage: "Abrir a página",
    newTab: "abre em outra aba",
    print: "Abrir para imprimir",
    download: "Baixar",
    approve: "Guardado neste dispositivo: ninguém mais é consultado. Decida aqui:",
    yes: "Aprovar",
    no: "Recusar",
    details: "Mostrar o texto",
  },
};

/** Words for a BCP 47 tag; English where we have none. */
export function errandWords(language: string): ErrandWords {
  return WORDS[language.slice(0, 2).toLowerCase()] ?? WORDS["en"]!;
}
