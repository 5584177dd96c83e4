#include "language_evidence.h"

#include "../base/str.h"
#include "../base/utf8.h"

#include <string.h>

/* Words are folded and without accents, as those of stop_words.h are. */
const clet_evidence_of_language clet_evidence[] = {
    {"ca", CLET_SCRIPT_LATIN, "àçèéíïòóúü·",
     "cio_ cions_ tat_ tge ny ll tx ixe eu_ ador_ ment_ que_", NULL},
    {"da", CLET_SCRIPT_LATIN, "æøåé", "hed_ erne_ ede_ brug ndt_ ighed tion_ ning_ lse_ eje", NULL},
    {"de", CLET_SCRIPT_LATIN, "äöü", "ung_ keit_ lich sch ungen_ zei ier _ge tei", NULL},
    {"en", CLET_SCRIPT_LATIN, "", "ing_ tion_ ed_ th ly_ ow gh tions_", NULL},
    {"es", CLET_SCRIPT_LATIN, "áéíóúüñ",
     "cion_ ciones_ dad_ ll ado_ ero_ ndo_ que_ aje_ ivo_ mente_", NULL},
    {"eu", CLET_SCRIPT_LATIN, "ñ",
     "ren_ tzen_ tik_ eko_ ako_ ak_ tzea_ tze_ tz ts zk ek_ ean_ era_", NULL},
    {"fi", CLET_SCRIPT_LATIN, "äöå",
     "ssa_ sta_ lla_ ista_ aan_ een_ inen_ iin_ kset_ tt ll uu aa ii yy _kay minen_ oi", NULL},
    {"fr", CLET_SCRIPT_LATIN, "àâæçéèêëîïôœùûü",
     "tion_ ment_ eur_ eux_ ais_ ait_ oi ez_ tions_ aire_ que_", NULL},
    {"ga", CLET_SCRIPT_LATIN, "áéíóú",
     "aidh_ acht_ igh bh mh dh_ ch_ each_ idh_ _bh _gc adh_ eo ui", NULL},
    {"hu", CLET_SCRIPT_LATIN, "áéíóöőúüű",
     "sz gy hoz_ nak_ nek_ ban_ ben_ ok_ ek_ ett_ asa_ cs zs ely tt ny ott_", NULL},
    {"id", CLET_SCRIPT_LATIN, "",
     "kan_ nya_ _meng _mem _pem _peng _ber _ter _men _di an_ ngg ny ang", NULL},
    {"it", CLET_SCRIPT_LATIN, "àèéìîòù", "zione_ zioni_ ita_ gli cch ggi are_ ione_ tto_ zz ente_",
     NULL},
    {"lt", CLET_SCRIPT_LATIN, "ąčęėįšųūž",
     "as_ is_ us_ iu_ ti_ imas_ imo_ omis_ ant_ inti_ ama_ ius_ ija_ ys_ ai_ ima uo au", NULL},
    {"nl", CLET_SCRIPT_LATIN, "éëïóöü", "ijk ing_ ij oor_ heid_ aa ee gen_ ken_", NULL},
    {"no", CLET_SCRIPT_LATIN, "æøåéòô", "sjon het_ bruk ene_ ning_ lse_ eig erk opp tt_ kt_", NULL},
    {"pt", CLET_SCRIPT_LATIN, "áâãàçéêíóôõú",
     "cao_ coes_ dade_ lh nh ndo_ ado_ eiro_ mente_ ivo_ vel_ oe", NULL},
    {"ro", CLET_SCRIPT_LATIN, "ăâîșțşţ",
     "tia_ ului_ ilor_ eaza_ are_ lui_ rii_ iere_ tie_ tii_ ul_", NULL},
    {"sr", CLET_SCRIPT_LATIN, "čćđšž",
     "anje_ enje_ anja_ enja_ ost_ iti_ ati_ ija_ nj lj ovan avan", NULL},
    {"sv", CLET_SCRIPT_LATIN, "åäöé", "het_ ning_ arna_ orna_ ade_ tion_ ska_ fil lig_ nde_", NULL},
    {"tr", CLET_SCRIPT_LATIN, "çğıöşüâî",
     "lar_ ler_ lari_ leri_ mak_ mek_ nin_ dir_ iyor ma_ me_ yon lik_ ini_ yi_", NULL},
    {"ru", CLET_SCRIPT_CYRILLIC, "ёйщъыьэюя",
     "ния_ ние_ ть_ ого_ ыи_ ои_ ция_ ых_ ся_ ени ости_ ны", NULL},
    {"sr", CLET_SCRIPT_CYRILLIC, "ђјљњћџ",
     "ање_ ење_ ања_ ења_ ост_ ија_ ити_ ати_ ује_ ован нос циј", NULL},
    {"ar", CLET_SCRIPT_ARABIC, "كيىة", "", NULL},
    {"yi", CLET_SCRIPT_HEBREW, "\u05F0\u05F1\u05F2\u05B7\u05B8\u05BF", "", NULL},
    {"hi", CLET_SCRIPT_DEVANAGARI, "", "ता_ ते_ ाएँ_ ें_ ों_ ना_ िए_", NULL},
    {"ne", CLET_SCRIPT_DEVANAGARI, "", "को_ का_ हरू गर् ले_ मा_ लाई_ नु_ ुहोस्_ ने_", NULL},

    {"af", CLET_SCRIPT_LATIN, "êëôûé", "ing_ heid_ oor_ aa ee _ge sies_ ike_ lik",
     " die en van is in het nie dat vir op met te om wat aan word as hy ook kan deur moet dit ek "
     "sy jou of jy hierdie na wees uit sal gebruik "},
    {"cs", CLET_SCRIPT_LATIN, "áčďéěíňóřšťúůýž",
     "ost_ ovat_ ani_ eni_ nich_ nou_ ych_ eho_ ova sti_",
     " a v na se je z do to ze s k o pro jako za ale jak by jsou nebo byt ktery ktere ktera pri po "
     "tak jeho podle jeste muze pokud aby ve od co uz jen take i tento tato neni lze kde "},
    {"cy", CLET_SCRIPT_LATIN, "âêîôûŵŷ", "dd ff wy yn_ wr ad_ io_ au_",
     " yn y a i o r mae ar am ei wedi gan bod hyn eu neu nid yr oedd fod sydd "},
    {"eo", CLET_SCRIPT_LATIN, "ĉĝĥĵŝŭ", "oj_ ojn_ ajn_ aj_ on_ ita_ as_ igi cio ul_",
     " la de kaj en estas al ne por kun ke li mi ili vi sed au el se povas kiel tio pri "},
    {"et", CLET_SCRIPT_LATIN, "äõöüšž", "tud_ mine_ ste_ ud_ ks_ se_ us_ ist_ aa ee oo ud id_ ja_",
     " ja on ei et see kui ka mis oma ning aga nii voi siis seda tema kes selle saab peab kas "
     "kuidas ainult oli uks pole tuleb mille "},
    {"gl", CLET_SCRIPT_LATIN, "áéíóúñ",
     "cion_ cions_ dade_ xe ndo_ ado_ bel_ eiro_ ivo_ mente_ ns_ xu",
     " o a de que e do da en para un unha non se os as por con como ou mais na no dos das ser foi "
     "pode tamen ao este esta polo pola seu sua ten unhas uns dunha dun nunha nun isto hai houbo "
     "xa "
     "sexa cando onde desde ata sen so pero ningunha algunha debe moi mellor ainda facer estea "
     "moitos "},
    {"is", CLET_SCRIPT_LATIN, "áæðéíóöúýþ", "ur_ ir_ ar_ inn_ num_ unn um_ ad_",
     " og a i ad sem er til um vid med ekki fyrir en thad af fra ef eda vera hefur thu thetta se "
     "upp ur "},
    {"la", CLET_SCRIPT_LATIN, "", "us_ um_ tur_ is_ am_ ibus_ orum_ tis_",
     " et in est non ad ut cum quod qui sed ex aut esse per dolor sit amet lorem ipsum eu id nec "
     "sunt quis vel ac "},
    {"lv", CLET_SCRIPT_LATIN, "āčēģīķļņšūž",
     "iem_ sana_ sanas_ ta_ iet_ as_ ija_ us_ is_ ei_ aj ie au",
     " un ir no uz par ar ka lai ja bet vai tas to pie ko ari kas nav kad tiek var sis lidz pec "
     "vairak sim tikai jus "},
    {"pl", CLET_SCRIPT_LATIN, "ąćęłńóśźż", "sz cz rz owa osc_ ych_ ego_ anie_ enie_ dz ow_",
     " i w z na nie sie do jest to ze jak o co a po za od dla czy lub oraz przez byc moze sa ktory "
     "ktora ktore tak ale tylko pod przy jego przed tego tym jako aby jesli mozna nalezy ten tej "
     "ich juz we "},
    {"sk", CLET_SCRIPT_LATIN, "áäčďéíľňóôŕšťúýž",
     "ost_ ovat_ anie_ enie_ nych_ nou_ ych_ eho_ ova sti_ iu_",
     " a v na sa je z do to ze s k o pre ako za ale by su alebo byt ktory ktore ktora pri po tak "
     "podla moze ak aby vo od co uz len tiez i tento tato nie je mozne "},
    {"sl", CLET_SCRIPT_LATIN, "čšž",
     "anje_ enje_ anja_ enja_ ost_ iti_ ati_ ega_ nj lj nih_ ja_ ilo_ itev evan nik_",
     " in v na je se za z s da ne pa po so ki kot od do ali ter lahko bo pri biti tudi ta to ce ni "
     "kako ko ker bi sem ste jih "},
    {"sq", CLET_SCRIPT_LATIN, "ëç", "se_ imi_ imin_ uar_ ve_ sh gj xh te_",
     " dhe te ne e i nje per me se nga qe eshte si nuk do ka por kjo ky jane ose mund tek "},
    {"vi", CLET_SCRIPT_LATIN, "ăâđêôơưáàãéèíìóòúùýạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
     "ng_ nh_ _th _tr _ch ong_ inh_",
     " va cua la co cac cho khong duoc mot trong nay voi cung nhu khi de tu ve nhung da se nguoi "
     "tai theo thi neu hay ban vao "},
    {"be", CLET_SCRIPT_CYRILLIC, "ёіўйыьэюя", "нне_ ць_ ыя_ ага_ цца_ асц дз",
     " і у на не з што да як за гэта для або ад па яго пра пры але які можа калі так таксама каб "
     "быць "},
    {"bg", CLET_SCRIPT_CYRILLIC, "йщъьюя",
     "ата_ ите_ ият_ ето_ ване_ ане_ ване ени ост_ ения_ ното_ ния_ та_ ция_ ва_",
     " на и в се за да от с е са не по като или че до това които може при ако как съм бъде само "
     "който между след този тази както има ще си има те "},
    {"mk", CLET_SCRIPT_CYRILLIC, "ѓѕјљњќџ",
     "ата_ ите_ ење_ иот_ ува ост_ њето_ ното_ ето_ ање_ от_ та_ циј",
     " на и во се за да од со е не по како или што до ова кои може при ако го ги сум биде кој ја "
     "оваа овој "},
    {"uk", CLET_SCRIPT_CYRILLIC, "ґєіїйщьюя", "ння_ ти_ ія_ ого_ ся_ ості_ ить_ ув",
     " і в на не з що та у до як за це для або від по є його про при але які який може якщо так "
     "також щоб бути ви ваш "},
    {"fa", CLET_SCRIPT_ARABIC, "پچژگکی", "",
     " و در به از که را این با است برای آن یک می شود خود تا یا هم شده اگر هر کرد های ها باشد دارد "
     "نیست شما کنید "},
    {"ur", CLET_SCRIPT_ARABIC, "پچژگکیٹڈڑںہھے", "",
     " اور کے کی میں ہے کا سے کو پر یہ ہیں نے کہ ایک نہیں جو اس تو بھی یا کر آپ لیے "},
    {"he", CLET_SCRIPT_HEBREW, "", "",
     " של את על לא זה עם אם או גם כי היא הוא אני יש מה כל אל אתה הזה ניתן לפי בין רק כדי אינו "},
    {"mr", CLET_SCRIPT_DEVANAGARI, "", "च्या_ ण्या ला_ ून_ चे_ ची_ चा_ णे_ ात_ त्य",
     " आणि आहे आहेत या हा ही हे ते तो की मध्ये साठी च्या ला ने नाही किंवा करा होते असे तर "},
};

const uint32_t clet_evidence_count = sizeof clet_evidence / sizeof clet_evidence[0];
_Static_assert(sizeof clet_evidence / sizeof clet_evidence[0] <= CLET_EVIDENCE_MAX,
               "scores are kept in an array of this size");

chatlet_str clet_evidence_code(const clet_evidence_of_language *evidence) {
    return (chatlet_str){.data = evidence->code, .size_bytes = strlen(evidence->code)};
}

bool clet_evidence_has_word(const clet_evidence_of_language *evidence, chatlet_str word) {
    if (word.size_bytes == 0) return false;
    for (const char *at = evidence->words; at[1] != '\0'; at++) {
        const bool begins = *at == ' ' && at[1] == word.data[0];
        if (begins && strncmp(at + 1, word.data, word.size_bytes) == 0 &&
            at[1 + word.size_bytes] == ' ')
            return true;
    }
    return false;
}

/* Whether `word` holds `piece`. One with "_" fits in one place only. */
static bool holds(chatlet_str word, chatlet_str piece) {
    if (piece.size_bytes > word.size_bytes) return false;
    const size_t last = word.size_bytes - piece.size_bytes;
    if (piece.data[piece.size_bytes - 1] == '_')
        return memcmp(word.data + last, piece.data, piece.size_bytes) == 0;
    if (piece.data[0] == '_') return memcmp(word.data, piece.data, piece.size_bytes) == 0;
    for (size_t i = 0; i <= last; i++) {
        const bool begins = word.data[i] == piece.data[0];
        if (begins && memcmp(word.data + i, piece.data, piece.size_bytes) == 0) return true;
    }
    return false;
}

bool clet_evidence_has_piece(const clet_evidence_of_language *evidence, chatlet_str word) {
    const char *piece = evidence->pieces;
    while (*piece != '\0') {
        size_t length = 0;
        while (piece[length] != ' ' && piece[length] != '\0')
            length++;
        if (holds(word, (chatlet_str){.data = piece, .size_bytes = length})) return true;
        piece += length;
        piece += *piece == ' ' ? 1 : 0;
    }
    return false;
}

bool clet_evidence_has_letter(const clet_evidence_of_language *evidence, uint32_t letter) {
    const chatlet_str letters = {.data = evidence->letters,
                                 .size_bytes = strlen(evidence->letters)};
    size_t offset = 0;
    while (offset < letters.size_bytes) {
        const clet_utf8_char character = clet_utf8_read(letters, offset);
        if (character.codepoint == letter) return true;
        offset += character.size_bytes;
    }
    return false;
}

clet_script clet_script_of(uint32_t codepoint) {
    /* Rising; each range ends where the next begins. */
    static const struct {
        uint32_t first;
        clet_script script;
    } ranges[] = {{0x0000, CLET_SCRIPT_NONE},     {'A', CLET_SCRIPT_LATIN},
                  {'Z' + 1, CLET_SCRIPT_NONE},    {'a', CLET_SCRIPT_LATIN},
                  {'z' + 1, CLET_SCRIPT_NONE},    {0x00C0, CLET_SCRIPT_LATIN},
                  {0x0250, CLET_SCRIPT_NONE},     {0x0370, CLET_SCRIPT_GREEK},
                  {0x0400, CLET_SCRIPT_CYRILLIC}, {0x0530, CLET_SCRIPT_ARMENIAN},
                  {0x0590, CLET_SCRIPT_HEBREW},   {0x0600, CLET_SCRIPT_ARABIC},
                  {0x0700, CLET_SCRIPT_OTHER},    {0x0900, CLET_SCRIPT_DEVANAGARI},
                  {0x0980, CLET_SCRIPT_OTHER},    {0x0B80, CLET_SCRIPT_TAMIL},
                  {0x0C00, CLET_SCRIPT_OTHER},    {0x1100, CLET_SCRIPT_HANGUL},
                  {0x1200, CLET_SCRIPT_OTHER},    {0x1E00, CLET_SCRIPT_LATIN},
                  {0x1F00, CLET_SCRIPT_GREEK},    {0x2000, CLET_SCRIPT_NONE},
                  {0x3041, CLET_SCRIPT_KANA},     {0x3100, CLET_SCRIPT_NONE},
                  {0x31F0, CLET_SCRIPT_KANA},     {0x3200, CLET_SCRIPT_NONE},
                  {0x3400, CLET_SCRIPT_HAN},      {0xA000, CLET_SCRIPT_OTHER},
                  {0xAC00, CLET_SCRIPT_HANGUL},   {0xD7A4, CLET_SCRIPT_NONE},
                  {0xF900, CLET_SCRIPT_HAN},      {0xFB00, CLET_SCRIPT_NONE},
                  {0xFF66, CLET_SCRIPT_KANA},     {0xFFA0, CLET_SCRIPT_NONE},
                  {0x20000, CLET_SCRIPT_HAN},     {0x40000, CLET_SCRIPT_NONE}};
    clet_script script = CLET_SCRIPT_NONE;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (ranges[i].first > codepoint) break;
        script = ranges[i].script;
    }
    return script;
}
