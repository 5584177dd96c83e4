#include "service_account_mail.h"

#include "service_mail.h"

#include <string.h>

enum { LOCALE_EN, LOCALE_ES, LOCALE_PT, LOCALES };

typedef struct mail_words {
    chatlet_str subject;
    chatlet_str text; /* {link} and {organization} stand for theirs */
} mail_words;

static const chatlet_str locales[LOCALES] = {
    [LOCALE_EN] = CHATLET_STR("en"),
    [LOCALE_ES] = CHATLET_STR("es"),
    [LOCALE_PT] = CHATLET_STR("pt"),
};

static const mail_words words[ACCOUNT_MAIL_KINDS][LOCALES] = {
    [ACCOUNT_MAIL_VERIFY] =
        {[LOCALE_EN] = {CHATLET_STR("Confirm your address"),
                        CHATLET_STR(
                            "Hello,\n\nsomebody, most likely you, asked for an account with "
                            "this address. To open it, follow this link within 24 "
                            "hours:\n\n{link}\n\nIf it was not you, do nothing: no account "
                            "is made.\n")},
         [LOCALE_ES] = {CHATLET_STR("Confirma tu dirección"),
                        CHATLET_STR("Hola:\n\nAlguien, seguramente tú, pidió una cuenta con esta "
                                    "dirección. Para abrirla, sigue este enlace en las próximas 24 "
                                    "horas:\n\n{link}\n\nSi no fuiste tú, no hagas nada: no se "
                                    "creará ninguna cuenta.\n")},
         [LOCALE_PT] = {CHATLET_STR("Confirme o seu endereço"),
                        CHATLET_STR("Olá,\n\nalguém, provavelmente você, pediu uma conta com este "
                                    "endereço. Para abri-la, siga este link nas próximas 24 "
                                    "horas:\n\n{link}\n\nSe não foi você, não faça nada: nenhuma "
                                    "conta será criada.\n")}},
    [ACCOUNT_MAIL_KNOWN] =
        {[LOCALE_EN] = {CHATLET_STR("You already have an account"),
                        CHATLET_STR("Hello,\n\nsomebody asked for a new account with this address, "
                                    "which has one already. If it was you, sign in here; a "
                                    "forgotten password can be replaced there, too:\n\n{link}\n\n"
                                    "If it was not you, nothing has changed.\n")},
         [LOCALE_ES] = {CHATLET_STR("Ya tienes una cuenta"),
                        CHATLET_STR("Hola:\n\nAlguien pidió una cuenta nueva con esta dirección, "
                                    "que ya tiene una. Si fuiste tú, entra aquí; si olvidaste la "
                                    "contraseña, ahí puedes cambiarla:\n\n{link}\n\nSi no fuiste "
                                    "tú, nada ha cambiado.\n")},
         [LOCALE_PT] = {CHATLET_STR("Você já tem uma conta"),
                        CHATLET_STR("Olá,\n\nalguém pediu uma conta nova com este endereço, que já "
                                    "tem uma. Se foi você, entre aqui; se esqueceu a senha, pode "
                                    "trocá-la ali:\n\n{link}\n\nSe não foi você, nada mudou.\n")}},
    [ACCOUNT_MAIL_RESET] =
        {[LOCALE_EN] = {CHATLET_STR("Choose a new password"),
                        CHATLET_STR(
                            "Hello,\n\nto choose a new password, follow this link within 15 "
                            "minutes:\n\n{link}\n\nIf you did not ask for it, do nothing: "
                            "your password stays as it is.\n")},
         [LOCALE_ES] = {CHATLET_STR("Elige una contraseña nueva"),
                        CHATLET_STR("Hola:\n\nPara elegir una contraseña nueva, sigue este enlace "
                                    "en los próximos 15 minutos:\n\n{link}\n\nSi no la pediste, no "
                                    "hagas nada: tu contraseña sigue igual.\n")},
         [LOCALE_PT] = {CHATLET_STR("Escolha uma senha nova"),
                        CHATLET_STR("Olá,\n\npara escolher uma senha nova, siga este link nos "
                                    "próximos 15 minutos:\n\n{link}\n\nSe não a pediu, não faça "
                                    "nada: a sua senha continua a mesma.\n")}},
    [ACCOUNT_MAIL_PASSWORD_CHANGED] =
        {[LOCALE_EN] = {CHATLET_STR("Your password was changed"),
                        CHATLET_STR("Hello,\n\nthe password of your account was changed, and every "
                                    "other session was ended. If it was not you, choose a new one "
                                    "now:\n\n{link}\n")},
         [LOCALE_ES] = {CHATLET_STR("Tu contraseña ha cambiado"),
                        CHATLET_STR("Hola:\n\nLa contraseña de tu cuenta ha cambiado y se han "
                                    "cerrado las demás sesiones. Si no fuiste tú, elige otra "
                                    "ahora:\n\n{link}\n")},
         [LOCALE_PT] = {CHATLET_STR("A sua senha foi trocada"),
                        CHATLET_STR("Olá,\n\na senha da sua conta foi trocada e as outras sessões "
                                    "foram encerradas. Se não foi você, escolha outra "
                                    "agora:\n\n{link}\n")}},
    [ACCOUNT_MAIL_EMAIL_CONFIRM] =
        {[LOCALE_EN] = {CHATLET_STR("Confirm your new address"),
                        CHATLET_STR("Hello,\n\nto use this address for your account from now on, "
                                    "follow this link within 24 hours:\n\n{link}\n\nIf you know "
                                    "nothing of it, do nothing.\n")},
         [LOCALE_ES] = {CHATLET_STR("Confirma tu dirección nueva"),
                        CHATLET_STR("Hola:\n\nPara usar esta dirección en tu cuenta, sigue este "
                                    "enlace en las próximas 24 horas:\n\n{link}\n\nSi no sabes de "
                                    "qué se trata, no hagas nada.\n")},
         [LOCALE_PT] = {CHATLET_STR("Confirme o seu endereço novo"),
                        CHATLET_STR("Olá,\n\npara usar este endereço na sua conta, siga este link "
                                    "nas próximas 24 horas:\n\n{link}\n\nSe não sabe do que se "
                                    "trata, não faça nada.\n")}},
    [ACCOUNT_MAIL_EMAIL_CHANGED] =
        {[LOCALE_EN] = {CHATLET_STR("Your address was changed"),
                        CHATLET_STR("Hello,\n\nyour account has another address from now on, and "
                                    "this one no longer opens it. If it was not you, ask the owner "
                                    "of your organization for help.\n")},
         [LOCALE_ES] = {CHATLET_STR("Tu dirección ha cambiado"),
                        CHATLET_STR("Hola:\n\nTu cuenta tiene otra dirección desde ahora, y esta "
                                    "ya no la abre. Si no fuiste tú, pide ayuda a quien administra "
                                    "tu organización.\n")},
         [LOCALE_PT] = {CHATLET_STR("O seu endereço foi trocado"),
                        CHATLET_STR("Olá,\n\na sua conta tem outro endereço a partir de agora, e "
                                    "este já não a abre. Se não foi você, peça ajuda a quem "
                                    "administra a sua organização.\n")}},
    [ACCOUNT_MAIL_INVITATION] =
        {[LOCALE_EN] = {CHATLET_STR("You are invited to {organization}"),
                        CHATLET_STR("Hello,\n\nyou are invited to work with {organization}. To "
                                    "join, follow this link within 7 days:\n\n{link}\n\nIf you do "
                                    "not know them, do nothing.\n")},
         [LOCALE_ES] = {CHATLET_STR("Te invitan a {organization}"),
                        CHATLET_STR(
                            "Hola:\n\nTe invitan a trabajar con {organization}. Para "
                            "unirte, sigue este enlace en los próximos 7 "
                            "días:\n\n{link}\n\nSi no sabes quiénes son, no hagas nada.\n")},
         [LOCALE_PT] = {CHATLET_STR("Convite para {organization}"),
                        CHATLET_STR("Olá,\n\nvocê foi convidado para trabalhar com {organization}. "
                                    "Para entrar, siga este link nos próximos 7 "
                                    "dias:\n\n{link}\n\nSe não os conhece, não faça nada.\n")}},
};

static size_t find_locale(chatlet_str wanted) {
    for (size_t i = 0; i < LOCALES; i++) {
        const chatlet_str one = locales[i];
        const bool ends =
            wanted.size_bytes == one.size_bytes ||
            (wanted.size_bytes > one.size_bytes && wanted.data[one.size_bytes] == '-');
        if (ends && memcmp(wanted.data, one.data, one.size_bytes) == 0) return i;
    }
    return LOCALE_EN;
}

chatlet_str account_locale(chatlet_str wanted) { return locales[find_locale(wanted)]; }

static bool starts_with(chatlet_str text, chatlet_str prefix) {
    return text.size_bytes >= prefix.size_bytes &&
           memcmp(text.data, prefix.data, prefix.size_bytes) == 0;
}

/* `text` with the first `mark` in it replaced. */
static chatlet_str replace(region *memory, chatlet_str text, chatlet_str mark, chatlet_str value) {
    for (size_t i = 0; i < text.size_bytes; i++) {
        const chatlet_str rest = {.data = text.data + i, .size_bytes = text.size_bytes - i};
        if (!starts_with(rest, mark)) continue;
        return region_join(memory, 3, (chatlet_str){.data = text.data, .size_bytes = i}, value,
                           (chatlet_str){.data = rest.data + mark.size_bytes,
                                         .size_bytes = rest.size_bytes - mark.size_bytes});
    }
    return text;
}

void account_mail_leave(service *service, account_mail_kind kind, chatlet_str locale,
                        chatlet_str to, chatlet_str link, chatlet_str organization) {
    region *memory = service->memory;
    const mail_words *chosen = &words[kind][find_locale(locale)];
    const chatlet_str whole_link = region_join(memory, 2, service->settings->base_url, link);
    /* The link first: a name of an organization that spells {link} stays as it is. */
    const chatlet_str text =
        replace(memory, replace(memory, chosen->text, CHATLET_STR("{link}"), whole_link),
                CHATLET_STR("{organization}"), organization);
    mail_leave(service, to,
               replace(memory, chosen->subject, CHATLET_STR("{organization}"), organization), text);
}
