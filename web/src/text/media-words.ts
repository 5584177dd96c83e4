// Words of pictures, cards and recordings. They travel with the script that draws those, in every language.

export interface MediaWords {
  readonly load: string; // "{host}": where a request would go
  readonly open: string; // the same, of a page
  readonly previous: string;
  readonly next: string;
  readonly carousel: string;
  readonly download: string;
  readonly missing: string; // a picture that did not come
  readonly newTab: string;
}

const WORDS: Readonly<Record<string, MediaWords>> = {
  en: {
    load: "Load from {host}",
    open: "Open {host}",
    previous: "Previous",
    next: "Next",
    carousel: "Carousel",
    download: "Download",
    missing: "The picture could not be loaded.",
    newTab: "opens in a new tab",
  },
  de: {
    load: "Von {host} laden",
    open: "{host} öffnen",
    previous: "Zurück",
    next: "Weiter",
    carousel: "Karussell",
    download: "Herunterladen",
    missing: "Das Bild konnte nicht geladen werden.",
    newTab: "öffnet sich in einem neuen Tab",
  },
  es: {
    load: "Cargar desde {host}",
    open: "Abrir {host}",
    previous: "Anterior",
    next: "Siguiente",
    carousel: "Carrusel",
    download: "Descargar",
    missing: "No se pudo cargar la imagen.",
    newTab: "se abre en otra pestaña",
  },
  fr: {
    load: "Charger depuis {host}",
    open: "Ouvrir {host}",
    previous: "Précédent",
    next: "Suivant",
    carousel: "Carrousel",
    download: "Télécharger",
    missing: "L’image n’a pas pu être chargée.",
    newTab: "s’ouvre dans un nouvel onglet",
  },
  it: {
    load: "Carica da {host}",
    open: "Apri {host}",
    previous: "Precedente",
    next: "Successivo",
    carousel: "Carosello",
    download: "Scarica",
    missing: "Non è stato possibile caricare l’immagine.",
    newTab: "si apre in una nuova scheda",
  },
  nl: {
    load: "Laden van {host}",
    open: "{host} openen",
    previous: "Vorige",
    next: "Volgende",
    carousel: "Carrousel",
    download: "Downloaden",
    missing: "De afbeelding kon niet worden geladen.",
    newTab: "opent in een nieuw tabblad",
  },
  pt: {
    load: "Carregar de {host}",
    open: "Abrir {host}",
    previous: "Anterior",
    next: "Próximo",
    carousel: "Carrossel",
    download: "Baixar",
    missing: "Não foi possível carregar a imagem.",
    newTab: "abre em outra aba",
  },
};

/** Words for a BCP 47 tag; English where we have none. */
export function mediaWords(language: string): MediaWords {
  return WORDS[language.slice(0, 2).toLowerCase()] ?? WORDS["en"]!;
}
