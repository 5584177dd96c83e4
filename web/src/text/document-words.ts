// Words of printable pages. They travel with the script that makes those, in every language.

export interface DocumentWords {
  readonly print: string;
  readonly certificate: string; // above the name
  readonly date: string;
}

const WORDS: Readonly<Record<string, DocumentWords>> = {
  en: { print: "Print", certificate: "Certificate", date: "Date" },
  de: { print: "Drucken", certificate: "Zertifikat", date: "Datum" },
  es: { print: "Imprimir", certificate: "Certificado", date: "Fecha" },
  fr: { print: "Imprimer", certificate: "Certificat", date: "Date" },
  it: { print: "Stampa", certificate: "Certificato", date: "Data" },
  nl: { print: "Afdrukken", certificate: "Certificaat", date: "Datum" },
  pt: { print: "Imprimir", certificate: "Certificado", date: "Data" },
};

/** Words for a BCP 47 tag; English where we have none. */
export function documentWords(language: string): DocumentWords {
  return WORDS[language.slice(0, 2).toLowerCase()] ?? WORDS["en"]!;
}
