/* What the engine says itself in a conversation: what is wrong with an answer, yes and no. An
 * author changes one by a text of strings: "chatlet.yes", "chatlet.required",
 * "chatlet.invalid.email". */
#include "flow_lowerer.h"

#include "../base/str.h"

#include <string.h>

#define S(literal)                                                                                 \
    { .data = (literal), .size_bytes = sizeof(literal) - 1 }

static const struct {
    chatlet_str language;
    clet_flow_words words;
} table[] = {
    {S("en"),
     {.invalid = {[CLET_FIELD_KIND_TEXT] = S("Please write a text."),
                  [CLET_FIELD_KIND_EMAIL] =
                      S("That does not look like an e-mail address. An example: ada@example.org"),
                  [CLET_FIELD_KIND_PHONE] =
                      S("That does not look like a phone number. An example: +1 555 010 0199"),
                  [CLET_FIELD_KIND_URL] =
                      S("That does not look like a web address. An example: https://example.org"),
                  [CLET_FIELD_KIND_NUMBER] = S("Please give a number."),
                  [CLET_FIELD_KIND_INTEGER] = S("Please give a whole number."),
                  [CLET_FIELD_KIND_DATE] =
                      S("I could not read that as a date. An example: tomorrow, or May 4"),
                  [CLET_FIELD_KIND_TIME] =
                      S("I could not read that as a time. An example: 3 pm, or 15:30"),
                  [CLET_FIELD_KIND_DATETIME] =
                      S("I could not read that as a date and time. An example: tomorrow at 3 pm"),
                  [CLET_FIELD_KIND_BOOL] = S("Please answer yes or no."),
                  [CLET_FIELD_KIND_CHOICE] = S("Please choose one of these."),
                  [CLET_FIELD_KIND_MULTICHOICE] = S("Please choose from these."),
                  [CLET_FIELD_KIND_RATING] = S("Please choose a rating."),
                  [CLET_FIELD_KIND_FILE] = S("That file cannot be taken here."),
                  [CLET_FIELD_KIND_LOCATION] = S("Please share a place."),
                  [CLET_FIELD_KIND_SIGNATURE] = S("Please sign."),
                  [CLET_FIELD_KIND_ADDRESS] = S("Please give a postal address.")},
      .required = S("This is needed to go on."),
      .yes = S("Yes"),
      .no = S("No"),
      .trouble = S("Something went wrong here. Please try again, or ask me something else.")}},
    {S("es"),
     {.invalid = {[CLET_FIELD_KIND_TEXT] = S("Escribe un texto, por favor."),
                  [CLET_FIELD_KIND_EMAIL] =
                      S("Eso no parece un correo electrónico. Un ejemplo: ada@example.org"),
                  [CLET_FIELD_KIND_PHONE] =
                      S("Eso no parece un número de teléfono. Un ejemplo: +34 600 000 000"),
                  [CLET_FIELD_KIND_URL] =
                      S("Eso no parece una dirección web. Un ejemplo: https://example.org"),
                  [CLET_FIELD_KIND_NUMBER] = S("Escribe un número, por favor."),
                  [CLET_FIELD_KIND_INTEGER] = S("Escribe un número entero, por favor."),
                  [CLET_FIELD_KIND_DATE] =
                      S("No he entendido la fecha. Un ejemplo: mañana, o 4 de mayo"),
                  [CLET_FIELD_KIND_TIME] = S("No he entendido la hora. Un ejemplo: 15:30"),
                  [CLET_FIELD_KIND_DATETIME] =
                      S("No he entendido la fecha y la hora. Un ejemplo: mañana a las 15:30"),
                  [CLET_FIELD_KIND_BOOL] = S("Responde sí o no, por favor."),
                  [CLET_FIELD_KIND_CHOICE] = S("Elige una de estas opciones, por favor."),
                  [CLET_FIELD_KIND_MULTICHOICE] = S("Elige entre estas opciones, por favor."),
                  [CLET_FIELD_KIND_RATING] = S("Elige una valoración, por favor."),
                  [CLET_FIELD_KIND_FILE] = S("Ese archivo no se puede usar aquí."),
                  [CLET_FIELD_KIND_LOCATION] = S("Comparte un lugar, por favor."),
                  [CLET_FIELD_KIND_SIGNATURE] = S("Firma, por favor."),
                  [CLET_FIELD_KIND_ADDRESS] = S("Escribe una dirección postal, por favor.")},
      .required = S("Hace falta para continuar."),
      .yes = S("Sí"),
      .no = S("No"),
      .trouble = S("Algo ha fallado. Inténtalo de nuevo o pregúntame otra cosa.")}},
    {S("pt"),
     {.invalid = {[CLET_FIELD_KIND_TEXT] = S("Escreva um texto, por favor."),
                  [CLET_FIELD_KIND_EMAIL] =
                      S("Isso não parece um e-mail. Um exemplo: ada@example.org"),
                  [CLET_FIELD_KIND_PHONE] =
                      S("Isso não parece um número de telefone. Um exemplo: +55 11 90000-0000"),
                  [CLET_FIELD_KIND_URL] =
                      S("Isso não parece um endereço da web. Um exemplo: https://example.org"),
                  [CLET_FIELD_KIND_NUMBER] = S("Informe um número, por favor."),
                  [CLET_FIELD_KIND_INTEGER] = S("Informe um número inteiro, por favor."),
                  [CLET_FIELD_KIND_DATE] =
                      S("Não entendi a data. Um exemplo: amanhã, ou 4 de maio"),
                  [CLET_FIELD_KIND_TIME] = S("Não entendi a hora. Um exemplo: 15:30"),
                  [CLET_FIELD_KIND_DATETIME] =
                      S("Não entendi a data e a hora. Um exemplo: amanhã às 15:30"),
                  [CLET_FIELD_KIND_BOOL] = S("Responda sim ou não, por favor."),
                  [CLET_FIELD_KIND_CHOICE] = S("Escolha uma destas opções, por favor."),
                  [CLET_FIELD_KIND_MULTICHOICE] = S("Escolha entre estas opções, por favor."),
                  [CLET_FIELD_KIND_RATING] = S("Escolha uma nota, por favor."),
                  [CLET_FIELD_KIND_FILE] = S("Esse arquivo não pode ser usado aqui."),
                  [CLET_FIELD_KIND_LOCATION] = S("Compartilhe um lugar, por favor."),
                  [CLET_FIELD_KIND_SIGNATURE] = S("Assine, por favor."),
                  [CLET_FIELD_KIND_ADDRESS] = S("Informe um endereço postal, por favor.")},
      .required = S("Isto é necessário para continuar."),
      .yes = S("Sim"),
      .no = S("Não"),
      .trouble = S("Algo deu errado. Tente novamente ou pergunte outra coisa.")}},
};
enum { TABLE_COUNT = sizeof table / sizeof table[0] };

static const clet_flow_words *words_of(chatlet_str locale) {
    const chatlet_str language = clet_str_slice(locale, 0, clet_str_find_byte(locale, '-', 0));
    for (int i = 0; i < TABLE_COUNT; i++) {
        if (clet_str_equal_ignore_case(table[i].language, language)) return &table[i].words;
    }
    return &table[0].words;
}

/* What the author wrote instead. */
static void replace(const clet_flow_lowerer *lower, const char *key, chatlet_str *word) {
    const chatlet_str name = {.data = key, .size_bytes = strlen(key)}; /* constants only */
    const clet_ast_string *found =
        lower->strings == NULL ? NULL : clet_ast_find_string(lower->strings, name);
    if (found != NULL) *word = found->text;
}

void clet_lower_words(clet_flow_lowerer *lower) {
    static const char *const invalid_keys[] = {
#define X(constant, name) "chatlet.invalid." name,
        CLET_FIELD_KIND_LIST(X)
#undef X
    };
    clet_flow_words *words = &lower->program->words;
    *words = *words_of(lower->locale);
    for (int i = 0; i < CLET_FIELD_KIND_COUNT; i++)
        replace(lower, invalid_keys[i], &words->invalid[i]);
    replace(lower, "chatlet.required", &words->required);
    replace(lower, "chatlet.yes", &words->yes);
    replace(lower, "chatlet.no", &words->no);
    replace(lower, "chatlet.trouble", &words->trouble);
}
