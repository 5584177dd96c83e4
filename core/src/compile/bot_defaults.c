#include "bot_defaults.h"

#include "../base/str.h"

#define T CHATLET_STR

/* English first: it stands in for every language that is missing. */
static const clet_bot_words words[] = {
    {.language = T("en"),
     .title = T("Assistant"),
     .greeting = T("Hello! Ask me anything about these pages."),
     .miss = T("I don't know. I found nothing about that in these pages. Try other words?"),
     .trouble = T("I could not load what I need to answer. Please try again."),
     .retry = T("Try again"),
     .partial = T("Part of the index could not be loaded, so this answer may be incomplete.")},
    {.language = T("es"),
     .title = T("Asistente"),
     .greeting = T("¡Hola! Pregúntame lo que quieras sobre estas páginas."),
     .miss = T("No lo sé. No he encontrado nada sobre eso en estas páginas. ¿Pruebas con otras "
               "palabras?"),
     .trouble = T("No he podido cargar lo que necesito para responder. Inténtalo de nuevo."),
     .retry = T("Intentar de nuevo"),
     .partial = T(
         "No se pudo cargar una parte del índice, así que esta respuesta puede estar incompleta.")},
    {.language = T("pt"),
     .title = T("Assistente"),
     .greeting = T("Olá! Pergunte o que quiser sobre estas páginas."),
     .miss = T("Não sei. Não encontrei nada sobre isso nestas páginas. Quer tentar com outras "
               "palavras?"),
     .trouble = T("Não consegui carregar o que preciso para responder. Tente novamente."),
     .retry = T("Tentar novamente"),
     .partial = T("Não foi possível carregar parte do índice, por isso esta resposta pode estar "
                  "incompleta.")},
    {.language = T("fr"),
     .title = T("Assistant"),
     .greeting = T("Bonjour ! Posez-moi vos questions sur ces pages."),
     .miss = T("Je ne sais pas. Je n’ai rien trouvé à ce sujet dans ces pages. Essayez d’autres "
               "mots ?"),
     .trouble = T("Je n’ai pas pu charger ce qu’il me faut pour répondre. Veuillez réessayer."),
     .retry = T("Réessayer"),
     .partial = T("Une partie de l’index n’a pas pu être chargée : cette réponse est peut-être "
                  "incomplète.")},
    {.language = T("de"),
     .title = T("Assistent"),
     .greeting = T("Hallo! Fragen Sie mich etwas zu diesen Seiten."),
     .miss = T("Das weiß ich nicht. Ich habe auf diesen Seiten nichts dazu gefunden. Versuchen Sie "
               "es mit anderen Worten?"),
     .trouble = T("Ich konnte nicht laden, was ich für die Antwort brauche. Bitte versuchen Sie es "
                  "noch einmal."),
     .retry = T("Noch einmal versuchen"),
     .partial = T("Ein Teil des Index konnte nicht geladen werden; diese Antwort ist vielleicht "
                  "unvollständig.")},
    {.language = T("it"),
     .title = T("Assistente"),
     .greeting = T("Ciao! Chiedimi quello che vuoi su queste pagine."),
     .miss = T("Non lo so. Non ho trovato nulla al riguardo in queste pagine. Provi con altre "
               "parole?"),
     .trouble = T("Non sono riuscito a caricare ciò che mi serve per rispondere. Riprova."),
     .retry = T("Riprova"),
     .partial = T("Non è stato possibile caricare una parte dell’indice, quindi questa risposta "
                  "potrebbe essere incompleta.")},
    {.language = T("nl"),
     .title = T("Assistent"),
     .greeting = T("Hallo! Stel gerust een vraag over deze pagina’s."),
     .miss = T("Dat weet ik niet. Ik heb daarover op deze pagina’s niets gevonden. Wilt u het met "
               "andere woorden proberen?"),
     .trouble = T("Ik kon niet laden wat ik voor het antwoord nodig heb. Probeer het opnieuw."),
     .retry = T("Opnieuw proberen"),
     .partial = T("Een deel van de index kon niet worden geladen; dit antwoord is misschien "
                  "onvolledig.")},
};

const clet_bot_words *clet_bot_words_of_locale(chatlet_str locale) {
    const size_t end = clet_str_find_byte(locale, '-', 0);
    const chatlet_str language = clet_str_slice(locale, 0, end);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (clet_str_equal_ignore_case(words[i].language, language)) return &words[i];
    }
    return &words[0];
}
