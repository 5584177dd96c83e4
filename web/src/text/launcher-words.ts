// The few words the loader itself needs, so few that every language travels with it.

export interface LauncherWords {
  open: string;
  close: string;
  failed: string;
  retry: string;
}

const WORDS: Record<string, LauncherWords> = {
  en: { open: "Open chat", close: "Close chat", failed: "The chat could not be loaded.", retry: "Try again" },
  es: { open: "Abrir el chat", close: "Cerrar el chat", failed: "No se pudo cargar el chat.", retry: "Reintentar" },
  de: { open: "Chat öffnen", close: "Chat schließen", failed: "Der Chat wurde nicht geladen.", retry: "Noch einmal" },
  fr: { open: "Ouvrir le chat", close: "Fermer le chat", failed: "Le chat n’est pas chargé.", retry: "Réessayer" },
  it: { open: "Apri la chat", close: "Chiudi la chat", failed: "La chat non è stata caricata.", retry: "Riprova" },
  nl: { open: "Chat openen", close: "Chat sluiten", failed: "De chat is niet geladen.", retry: "Opnieuw" },
  pt: { open: "Abrir o chat", close: "Fechar o chat", failed: "O chat não foi carregado.", retry: "Tentar de novo" },
};

/** Words for a BCP 47 tag; English where we have none. */
export function launcherWords(language: string): LauncherWords {
  return WORDS[language.slice(0, 2).toLowerCase()] ?? WORDS["en"]!;
}
