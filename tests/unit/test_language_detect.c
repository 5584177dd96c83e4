#include "test_assert.h"

#include "text/language_detect.h"

#include <dirent.h>

static void sentences_are_known_by_their_language(void **state) {
    (void)state;
    static const struct {
        const char *language;
        const char *text;
    } rows[] = {
        {"ar", "كيف يمكنني تغيير كلمة المرور الخاصة بي إذا نسيتها؟ اضغط على الرابط في الصفحة."},
        {"ca", "Com puc canviar la meva contrasenya si no la recordo? Feu clic a l'enllaç."},
        {"da", "Hvordan kan jeg ændre min adgangskode, hvis jeg ikke husker den? Brug linket."},
        {"de", "Wie kann ich mein Passwort ändern, wenn ich es nicht mehr weiß?"},
        {"el", "Πώς μπορώ να αλλάξω τον κωδικό μου αν τον έχω ξεχάσει;"},
        {"en", "How can I change my password when I do not remember it? Follow the link."},
        {"es", "¿Cómo puedo cambiar mi contraseña si no la recuerdo? Siga el enlace."},
        {"eu", "Nola alda dezaket nire pasahitza, gogoratzen ez badut? Egin klik estekan."},
        {"fi", "Miten voin vaihtaa salasanani, jos en muista sitä? Napsauta linkkiä."},
        {"fr", "Comment puis-je changer mon mot de passe si je l'ai oublié ? Suivez le lien."},
        {"ga", "Conas is féidir liom mo phasfhocal a athrú má tá sé dearmadta agam?"},
        {"hi", "अगर मैं अपना पासवर्ड भूल गया हूँ तो उसे कैसे बदल सकता हूँ?"},
        {"hu", "Hogyan tudom megváltoztatni a jelszavamat, ha már nem emlékszem rá?"},
        {"hy", "Ինչպե՞ս կարող եմ փոխել իմ գաղտնաբառը, եթե մոռացել եմ այն:"},
        {"id", "Bagaimana cara saya mengubah kata sandi jika saya tidak mengingatnya?"},
        {"it", "Come posso cambiare la mia password se non la ricordo? Segui il link."},
        {"lt", "Kaip galiu pakeisti savo slaptažodį, jei jo nebeprisimenu? Spauskite nuorodą."},
        {"ne", "मैले मेरो पासवर्ड बिर्सेको छु भने यसलाई कसरी परिवर्तन गर्न सक्छु?"},
        {"nl", "Hoe kan ik mijn wachtwoord wijzigen als ik het niet meer weet?"},
        {"no", "Hvordan kan jeg endre passordet mitt hvis jeg ikke husker det? Bruk lenken."},
        {"no", "Korleis kan eg endra passordet mitt om eg ikkje hugsar det?"},
        {"pt", "Como posso alterar a minha senha se não me lembro dela? Siga a ligação."},
        {"ro", "Cum pot să îmi schimb parola dacă nu o mai știu? Urmați legătura."},
        {"ru", "Как я могу изменить свой пароль, если я его не помню?"},
        {"sr", "Како могу да променим своју лозинку ако је се не сећам?"},
        {"sr", "Kako mogu da promenim svoju lozinku ako je se ne sećam?"},
        {"sr", "Kako mogu promijeniti svoju lozinku ako je se ne sjećam?"},
        {"sv", "Hur kan jag ändra mitt lösenord om jag inte kommer ihåg det?"},
        {"ta", "எனது கடவுச்சொல்லை மறந்துவிட்டால் அதை எப்படி மாற்றுவது?"},
        {"tr", "Şifremi hatırlamıyorsam onu nasıl değiştirebilirim? Bağlantıya tıklayın."},
        {"yi", "ווי קען איך בייטן מיין פאַראָל אויב איך האָב עס פאַרגעסן?"},
        {"ja", "パスワードを忘れた場合はどうすれば変更できますか。"},
        {"zh", "如果我忘记了密码，应该怎么修改？"},
        {"ko", "비밀번호를 잊어버렸을 때 어떻게 변경할 수 있습니까?"},
        /* Commands between the words are no English. */
        {"ru", "Запустите apt-get install nginx и затем systemctl restart nginx, чтобы это."},
        {"zh", "运行 apt-get install nginx，然后运行 systemctl restart nginx。"},
        {"ja", "postgresql.conf を編集してから systemctl restart postgresql を実行します。"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        test_text_equal(rows[i].text, clet_language_detect(test_str(rows[i].text)),
                        test_str(rows[i].language));
}

static void other_languages_and_what_is_none_are_called_none(void **state) {
    (void)state;
    static const char *const rows[] = {
        "",
        "?",
        "Home",
        "1 2 3 4 5 6 7 8 9 10",
        "Lorem ipsum dolor sit amet, consectetur adipiscing elit, sed do eiusmod tempor.",
        "Jak mogę zmienić swoje hasło, jeśli go nie pamiętam? Należy użyć odnośnika.",
        "Jak mohu změnit své heslo, pokud si ho nepamatuji? Použijte odkaz na stránce.",
        "Làm thế nào để tôi có thể thay đổi mật khẩu của mình nếu không nhớ?",
        "Як я можу змінити свій пароль, якщо я його не пам'ятаю?",
        "Как мога да сменя паролата си, ако не я помня? Това е в страницата за вход.",
        "چگونه می توانم گذرواژه خود را تغییر دهم اگر آن را به یاد نمی آورم؟",
        "איך אני יכול לשנות את הסיסמה שלי אם אני לא זוכר אותה? יש קישור בדף זה.",
        "ฉันจะเปลี่ยนรหัสผ่านได้อย่างไรถ้าจำไม่ได้",
        "int main(void) { return printf(\"%d\", count[index++]) < 0 ? EXIT_FAILURE : 0; }",
        "\xFF\xFE\x80\xC0 \xE2\x82",
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        test_text_equal(rows[i], clet_language_detect(test_str(rows[i])), CHATLET_STR("none"));
}

static void a_long_text_is_known_by_its_beginning(void **state) {
    (void)state;
    static const char english[] = "The house is on the hill and it was there before. ";
    static const char german[] = "Das Haus ist auf dem Berg und es war schon vorher da. ";
    static char text[CLET_DETECT_BYTES_MAX + 4 * CLET_DETECT_BYTES_MAX];
    size_t size_bytes = 0;
    while (size_bytes < CLET_DETECT_BYTES_MAX) {
        memcpy(text + size_bytes, english, sizeof english - 1);
        size_bytes += sizeof english - 1;
    }
    while (size_bytes + sizeof german < sizeof text) {
        memcpy(text + size_bytes, german, sizeof german - 1);
        size_bytes += sizeof german - 1;
    }
    const chatlet_str both = {.data = text, .size_bytes = size_bytes};
    test_text_equal("both", clet_language_detect(both), CHATLET_STR("en"));
}

/* Takes tags and terminals' output out of a page, well enough for counting words. */
static size_t strip(char *page, size_t size_bytes) {
    size_t out = 0;
    bool in_tag = false;
    bool in_pre = false;
    for (size_t i = 0; i < size_bytes; i++) {
        if (page[i] == '<') {
            in_tag = true;
            if (size_bytes - i > 5 && memcmp(page + i, "<pre", 4) == 0) in_pre = true;
            if (size_bytes - i > 5 && memcmp(page + i, "</pre", 5) == 0) in_pre = false;
        }
        if (!in_tag && !in_pre) page[out++] = page[i];
        if (page[i] == '>' && in_tag) {
            in_tag = false;
            page[out++] = ' ';
        }
    }
    return out;
}

static size_t read_folder(const char *folder, char *text, size_t maximum_bytes) {
    DIR *directory = opendir(folder);
    if (directory == NULL) return 0;
    size_t size_bytes = 0;
    const struct dirent *entry;
    while ((entry = readdir(directory)) != NULL) {
        char path[512];
        if (strncmp(entry->d_name, "sect.", 5) != 0) continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        FILE *file = fopen(path, "rb");
        if (file == NULL) continue;
        const size_t read = fread(text + size_bytes, 1, maximum_bytes - size_bytes, file);
        fclose(file);
        size_bytes += strip(text + size_bytes, read);
    }
    closedir(directory);
    return size_bytes;
}

typedef struct share {
    unsigned own;
    unsigned english; /* every translation of the book has pages that are not translated */
    unsigned all;
} share;

static share ask_passages(chatlet_str text, size_t passage_bytes, const char *language) {
    share result = {0};
    for (size_t at = 0; at + passage_bytes <= text.size_bytes; at += passage_bytes) {
        const chatlet_str passage = {.data = text.data + at, .size_bytes = passage_bytes};
        const chatlet_str found = clet_language_detect(passage);
        const bool is_english = found.size_bytes == 2 && memcmp(found.data, "en", 2) == 0;
        result.all++;
        if (found.size_bytes == strlen(language) &&
            memcmp(found.data, language, found.size_bytes) == 0)
            result.own++;
        else if (is_english)
            result.english++;
    }
    return result;
}

/* A real book in many languages. What is neither its own language nor English is a mistake. */
static void passages_of_a_translated_book_are_known(void **state) {
    (void)state;
    static const struct {
        const char *folder;
        const char *language;
    } rows[] = {{"en-US", "en"}, {"ca-ES", "ca"}, {"de-DE", "de"}, {"es-ES", "es"},
                {"fr-FR", "fr"}, {"id-ID", "id"}, {"it-IT", "it"}, {"nb-NO", "no"},
                {"nl-NL", "nl"}, {"pt-BR", "pt"}, {"ru-RU", "ru"}, {"sv-SE", "sv"},
                {"ja-JP", "ja"}, {"zh-CN", "zh"}, {"ar-MA", "ar"}, {"tr-TR", "tr"}};
    static char text[100000]; /* enough to count, and quick under the sanitizers */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char folder[128];
        snprintf(folder, sizeof folder, "/usr/share/doc/debian-handbook/html/%s", rows[i].folder);
        chatlet_str read = {.data = text};
        read.size_bytes = read_folder(folder, text, sizeof text);
        if (read.size_bytes == 0) {
            print_message("skipped: install debian-handbook for passages of %s\n", rows[i].folder);
            continue;
        }
        static const struct {
            size_t bytes;
            unsigned mistakes_in_hundred;
        } sizes[] = {{200, 8}, {1000, 3}};
        for (size_t j = 0; j < 2; j++) {
            const share found = ask_passages(read, sizes[j].bytes, rows[i].language);
            const unsigned right = found.own + (found.own == found.all ? 0 : found.english);
            print_message("%s, %4zu bytes: %5.1f %% of %u, %.1f %% English, %.1f %% neither\n",
                          rows[i].language, sizes[j].bytes, 100.0 * found.own / found.all,
                          found.all, 100.0 * found.english / found.all,
                          100.0 * (found.all - right) / found.all);
            assert_true((found.all - right) * 100 <= found.all * sizes[j].mistakes_in_hundred);
            /* The least translated of them is Turkish, with a page in eight. */
            assert_true(found.own * 100 >= found.all * 8);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sentences_are_known_by_their_language),
        cmocka_unit_test(other_languages_and_what_is_none_are_called_none),
        cmocka_unit_test(a_long_text_is_known_by_its_beginning),
        cmocka_unit_test(passages_of_a_translated_book_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
