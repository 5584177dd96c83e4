/* The table of languages; locale_table.h says where its texts come from and how to add one. Checked
 * against CLDR 48. Spaces that must not break a line are written as bytes: \xC2\xA0, and
 * \xE2\x80\xAF for the narrow one. */
#include "locale_table.h"

#include "../base/str.h"

#define T(literal)                                                                                 \
    { .data = (literal), .size_bytes = sizeof(literal) - 1 }

static const clet_locale_data locales[] = {
    {
        .date_order = CLET_DATE_MONTH_DAY_YEAR,
        .grouping_minimum = 1,
        .tag = T("en"),
        .decimal = T("."),
        .months = {T("January"), T("February"), T("March"), T("April"), T("May"), T("June"),
                   T("July"), T("August"), T("September"), T("October"), T("November"),
                   T("December")},
        .months_short = {T("Jan"), T("Feb"), T("Mar"), T("Apr"), T("May"), T("Jun"), T("Jul"),
                         T("Aug"), T("Sep"), T("Oct"), T("Nov"), T("Dec")},
        .weekdays = {T("Sunday"), T("Monday"), T("Tuesday"), T("Wednesday"), T("Thursday"),
                     T("Friday"), T("Saturday")},
        .weekdays_short = {T("Sun"), T("Mon"), T("Tue"), T("Wed"), T("Thu"), T("Fri"), T("Sat")},
        .dates = {T("M/d/yy"), T("MMM d, y"), T("MMMM d, y"), T("EEEE, MMMM d, y")},
        .times = {T("h:mm a"), T("h:mm:ss a"), T("h:mm:ss a z"), T("h:mm:ss a z")},
        .group = T(","),
        .morning = T("AM"),
        .afternoon = T("PM"),
        .join_short = T(", "),
        .join_long = T(" at "),
        .money = T("¤#"),
        .currencies = T("EUR2€ USD2$ GBP2£ JPY0¥ INR2₹ CNY2CN¥ BRL2R$ MXN2MX$ CAD2CA$ AUD2A$ "
                        "NZD2NZ$ KRW0₩ ILS2₪ CLP0CLP VND0₫"),
        .list_separator = T(", "),
        .list_pair = T(" and "),
        .list_last = T(", and "),
        .plurals[CLET_PLURAL_ONE] = T("i = 1 and v = 0"),
        .day_before_yesterday = T("day before yesterday|the day before yesterday"),
        .yesterday = T("yesterday"),
        .today = T("today|tonight"),
        .tomorrow = T("tomorrow"),
        .day_after_tomorrow = T("day after tomorrow|the day after tomorrow"),
        .yes = T("yes|y|yeah|yep|yup|sure|ok|okay|of course|correct|right|true"),
        .no = T("no|n|nope|nah|not really|wrong|false"),
        .skip = T("skip|pass|none|skip this"),
        .next = T("next|coming|this coming"),
        .in = T("in|within|after"),
        .ago = T("ago|back"),
        .noon = T("noon|midday"),
        .midnight = T("midnight"),
        .units = {T("minute|minutes|min|mins"), T("hour|hours|h|hr|hrs"), T("day|days"),
                  T("week|weeks"), T("month|months"), T("year|years")},
        .before_noon = T("am|a m|morning|in the morning"),
        .after_noon = T("pm|p m|afternoon|in the afternoon|evening|in the evening|night|"
                        "at night|tonight"),
        .conjunction = T("and|plus|also|as well as"),
        .numbers = T("zero=0|one=1|two=2|three=3|four=4|five=5|six=6|seven=7|eight=8|nine=9|"
                     "ten=10|eleven=11|twelve=12|thirteen=13|fourteen=14|fifteen=15|sixteen=16|"
                     "seventeen=17|eighteen=18|nineteen=19|twenty=20|thirty=30|forty=40|"
                     "fifty=50|sixty=60|seventy=70|eighty=80|ninety=90|hundred=100|"
                     "thousand=1000|million=1000000"),
        .ordinals = T("first=1|second=2|third=3|fourth=4|fifth=5|sixth=6|seventh=7|eighth=8|"
                      "last=0"),
        .of = T("of|out of|stars|star|stars out of|stars of|points|point"),
        .fillers = T("at|on|the|of|by|around|about|for|from|st|nd|rd|th|o clock|oclock|please|"
                     "option|number|one"),
    },
    {
        .date_order = CLET_DATE_DAY_MONTH_YEAR,
        .grouping_minimum = 2,
        .tag = T("es"),
        .decimal = T(","),
        .months = {T("enero"), T("febrero"), T("marzo"), T("abril"), T("mayo"), T("junio"),
                   T("julio"), T("agosto"), T("septiembre"), T("octubre"), T("noviembre"),
                   T("diciembre")},
        .months_short = {T("ene"), T("feb"), T("mar"), T("abr"), T("may"), T("jun"), T("jul"),
                         T("ago"), T("sept"), T("oct"), T("nov"), T("dic")},
        .weekdays = {T("domingo"), T("lunes"), T("martes"), T("miércoles"), T("jueves"),
                     T("viernes"), T("sábado")},
        .weekdays_short = {T("dom"), T("lun"), T("mar"), T("mié"), T("jue"), T("vie"), T("sáb")},
        .dates = {T("d/M/yy"), T("d MMM y"), T("d 'de' MMMM 'de' y"),
                  T("EEEE, d 'de' MMMM 'de' y")},
        .times = {T("H:mm"), T("H:mm:ss"), T("H:mm:ss z"), T("H:mm:ss z")},
        .group = T("."),
        .morning = T("a.\xC2\xA0m."),
        .afternoon = T("p.\xC2\xA0m."),
        .join_short = T(", "),
        .join_long = T(", "),
        .money = T("#\xC2\xA0¤"),
        .currencies = T("EUR2€ USD2US$ JPY0JPY KRW0KRW CLP0CLP VND0₫"),
        .list_separator = T(", "),
        .list_pair = T(" y "),
        .list_last = T(" y "),
        .plurals[CLET_PLURAL_ONE] = T("n = 1"),
        .plurals[CLET_PLURAL_MANY] = T("i != 0 and i % 1000000 = 0 and v = 0"),
        .day_before_yesterday = T("anteayer|antes de ayer|antier"),
        .yesterday = T("ayer"),
        .today = T("hoy|esta noche"),
        .tomorrow = T("mañana"),
        .day_after_tomorrow = T("pasado mañana"),
        .yes = T("sí|si|s|claro|vale|de acuerdo|por supuesto|correcto|ok|bueno|verdadero"),
        .no = T("no|n|nop|para nada|incorrecto|falso"),
        .skip = T("omitir|saltar|paso|ninguno|ninguna|siguiente"),
        .next = T("próximo|próxima|que viene|siguiente|este|esta"),
        .in = T("en|dentro de"),
        .ago = T("hace"),
        .noon = T("mediodía"),
        .midnight = T("medianoche"),
        .units = {T("minuto|minutos|min"), T("hora|horas|h"), T("día|días"), T("semana|semanas"),
                  T("mes|meses"), T("año|años")},
        .before_noon = T("am|a m|de la mañana|por la mañana"),
        .after_noon = T("pm|p m|de la tarde|por la tarde|de la noche|por la noche|esta noche"),
        .conjunction = T("y|e|más|también|además"),
        .numbers = T("cero=0|uno=1|una=1|un=1|dos=2|tres=3|cuatro=4|cinco=5|seis=6|siete=7|"
                     "ocho=8|nueve=9|diez=10|once=11|doce=12|trece=13|catorce=14|quince=15|"
                     "dieciséis=16|diecisiete=17|dieciocho=18|diecinueve=19|veinte=20|"
                     "veintiuno=21|veintiún=21|veintidós=22|veintitrés=23|veinticuatro=24|"
                     "veinticinco=25|veintiséis=26|veintisiete=27|veintiocho=28|veintinueve=29|"
                     "treinta=30|cuarenta=40|cincuenta=50|sesenta=60|setenta=70|ochenta=80|"
                     "noventa=90|cien=100|ciento=100|doscientos=200|doscientas=200|trescientos=300|"
                     "cuatrocientos=400|quinientos=500|seiscientos=600|setecientos=700|ochocientos="
                     "800|novecientos=900|mil=1000|millón=1000000|"
                     "millones=1000000"),
        .ordinals = T("primero=1|primera=1|primer=1|segundo=2|segunda=2|tercero=3|tercera=3|"
                      "tercer=3|cuarto=4|cuarta=4|quinto=5|quinta=5|sexto=6|sexta=6|séptimo=7|"
                      "séptima=7|octavo=8|octava=8|último=0|última=0"),
        .of = T("de|sobre|estrellas|estrella|estrellas de|puntos|punto"),
        .fillers = T("a|las|la|los|el|del|de|al|en|para|desde|sobre|unos|unas|aproximadamente|"
                     "o|por favor|opción|número|horas"),
    },
    {
        .date_order = CLET_DATE_DAY_MONTH_YEAR,
        .grouping_minimum = 1,
        .tag = T("pt"),
        .decimal = T(","),
        .months = {T("janeiro"), T("fevereiro"), T("março"), T("abril"), T("maio"), T("junho"),
                   T("julho"), T("agosto"), T("setembro"), T("outubro"), T("novembro"),
                   T("dezembro")},
        .months_short = {T("jan."), T("fev."), T("mar."), T("abr."), T("mai."), T("jun."),
                         T("jul."), T("ago."), T("set."), T("out."), T("nov."), T("dez.")},
        .weekdays = {T("domingo"), T("segunda-feira"), T("terça-feira"), T("quarta-feira"),
                     T("quinta-feira"), T("sexta-feira"), T("sábado")},
        .weekdays_short = {T("dom."), T("seg."), T("ter."), T("qua."), T("qui."), T("sex."),
                           T("sáb.")},
        .dates = {T("dd/MM/y"), T("d 'de' MMM 'de' y"), T("d 'de' MMMM 'de' y"),
                  T("EEEE, d 'de' MMMM 'de' y")},
        .times = {T("HH:mm"), T("HH:mm:ss"), T("HH:mm:ss z"), T("HH:mm:ss z")},
        .group = T("."),
        .morning = T("AM"),
        .afternoon = T("PM"),
        .join_short = T(", "),
        .join_long = T(" às "),
        .money = T("¤\xC2\xA0#"),
        .currencies = T("EUR2€ USD2US$ GBP2£ JPY0JP¥ INR2₹ CNY2CN¥ BRL2R$ MXN2MX$ CAD2CA$ AUD2AU$ "
                        "NZD2NZ$ KRW0₩ ILS2₪ CLP0CLP VND0₫"),
        .list_separator = T(", "),
        .list_pair = T(" e "),
        .list_last = T(" e "),
        .plurals[CLET_PLURAL_ONE] = T("i = 0..1"),
        .plurals[CLET_PLURAL_MANY] = T("i != 0 and i % 1000000 = 0 and v = 0"),
        .day_before_yesterday = T("anteontem"),
        .yesterday = T("ontem"),
        .today = T("hoje|esta noite"),
        .tomorrow = T("amanhã"),
        .day_after_tomorrow = T("depois de amanhã"),
        .yes = T("sim|s|claro|com certeza|ok|pode ser|isso|correto|verdadeiro"),
        .no = T("não|nao|n|de jeito nenhum|errado|falso"),
        .skip = T("pular|saltar|passar|nenhum|nenhuma"),
        .next = T("próximo|próxima|que vem|seguinte|este|esta"),
        .in = T("em|daqui a|dentro de"),
        .ago = T("há|atrás"),
        .noon = T("meio-dia"),
        .midnight = T("meia-noite"),
        .units = {T("minuto|minutos|min"), T("hora|horas|h"), T("dia|dias"), T("semana|semanas"),
                  T("mês|meses"), T("ano|anos")},
        .before_noon = T("am|a m|da manhã|de manhã|pela manhã"),
        .after_noon = T("pm|p m|da tarde|à tarde|de tarde|da noite|à noite|esta noite"),
        .conjunction = T("e|mais|também|além de"),
        .numbers = T("zero=0|um=1|uma=1|dois=2|duas=2|três=3|quatro=4|cinco=5|seis=6|meia=6|"
                     "sete=7|oito=8|nove=9|dez=10|onze=11|doze=12|treze=13|catorze=14|"
                     "quatorze=14|quinze=15|dezesseis=16|dezasseis=16|dezessete=17|"
                     "dezassete=17|dezoito=18|dezenove=19|dezanove=19|vinte=20|trinta=30|"
                     "quarenta=40|cinquenta=50|sessenta=60|setenta=70|oitenta=80|noventa=90|"
                     "cem=100|cento=100|duzentos=200|duzentas=200|trezentos=300|quatrocentos=400|"
                     "quinhentos=500|seiscentos=600|setecentos=700|oitocentos=800|novecentos=900|"
                     "mil=1000|milhão=1000000|milhões=1000000"),
        .ordinals = T("primeiro=1|primeira=1|segundo=2|segunda=2|terceiro=3|terceira=3|"
                      "quarto=4|quarta=4|quinto=5|quinta=5|sexto=6|sexta=6|sétimo=7|sétima=7|"
                      "oitavo=8|oitava=8|último=0|última=0"),
        .of = T("de|em|estrelas|estrela|estrelas de|pontos|ponto"),
        .fillers = T("a|as|às|o|os|no|na|do|da|de|em|para|por volta das|cerca de|uns|umas|"
                     "por favor|opção|número|horas"),
    },
    {
        .date_order = CLET_DATE_DAY_MONTH_YEAR,
        .grouping_minimum = 1,
        .tag = T("de"),
        .decimal = T(","),
        .months = {T("Januar"), T("Februar"), T("März"), T("April"), T("Mai"), T("Juni"), T("Juli"),
                   T("August"), T("September"), T("Oktober"), T("November"), T("Dezember")},
        .months_short = {T("Jan."), T("Feb."), T("März"), T("Apr."), T("Mai"), T("Juni"), T("Juli"),
                         T("Aug."), T("Sept."), T("Okt."), T("Nov."), T("Dez.")},
        .weekdays = {T("Sonntag"), T("Montag"), T("Dienstag"), T("Mittwoch"), T("Donnerstag"),
                     T("Freitag"), T("Samstag")},
        .weekdays_short = {T("So"), T("Mo"), T("Di"), T("Mi"), T("Do"), T("Fr"), T("Sa")},
        .dates = {T("dd.MM.yy"), T("dd.MM.y"), T("d. MMMM y"), T("EEEE, d. MMMM y")},
        .times = {T("HH:mm"), T("HH:mm:ss"), T("HH:mm:ss z"), T("HH:mm:ss z")},
        .group = T("."),
        .morning = T("AM"),
        .afternoon = T("PM"),
        .join_short = T(", "),
        .join_long = T(" um "),
        .money = T("#\xC2\xA0¤"),
        .currencies = T("EUR2€ USD2$ GBP2£ JPY0¥ INR2₹ CNY2CN¥ BRL2R$ MXN2MX$ CAD2CA$ AUD2AU$ "
                        "NZD2NZ$ KRW0₩ ILS2₪ CLP0CLP VND0₫"),
        .list_separator = T(", "),
        .list_pair = T(" und "),
        .list_last = T(" und "),
        .plurals[CLET_PLURAL_ONE] = T("i = 1 and v = 0"),
        .day_before_yesterday = T("vorgestern"),
        .yesterday = T("gestern"),
        .today = T("heute|heute abend"),
        .tomorrow = T("morgen"),
        .day_after_tomorrow = T("übermorgen"),
        .yes = T("ja|j|jo|klar|gerne|genau|natürlich|ok|okay|richtig|wahr"),
        .no = T("nein|n|nö|nicht|falsch"),
        .skip = T("überspringen|weiter|keine|keiner|keins"),
        .next = T("nächster|nächste|nächsten|nächstes|kommenden|kommende|diesen|diese"),
        .in = T("in"),
        .ago = T("vor"),
        .noon = T("mittag|mittags"),
        .midnight = T("mitternacht"),
        .units = {T("minute|minuten|min"), T("stunde|stunden|std"), T("tag|tage|tagen"),
                  T("woche|wochen"), T("monat|monate|monaten"), T("jahr|jahre|jahren")},
        .before_noon = T("am|a m|morgens|vormittags|früh"),
        .after_noon = T("pm|p m|nachmittags|abends|nachts|heute abend"),
        .conjunction = T("und|sowie|auch"),
        .numbers = T("null=0|eins=1|ein=1|eine=1|zwei=2|drei=3|vier=4|fünf=5|sechs=6|sieben=7|"
                     "acht=8|neun=9|zehn=10|elf=11|zwölf=12|dreizehn=13|vierzehn=14|"
                     "fünfzehn=15|sechzehn=16|siebzehn=17|achtzehn=18|neunzehn=19|zwanzig=20|"
                     "dreißig=30|vierzig=40|fünfzig=50|sechzig=60|siebzig=70|achtzig=80|"
                     "neunzig=90|hundert=100|tausend=1000|million=1000000|"
                     "millionen=1000000"),
        .ordinals = T("erste=1|ersten=1|erster=1|zweite=2|zweiten=2|dritte=3|dritten=3|"
                      "vierte=4|vierten=4|fünfte=5|sechste=6|siebte=7|achte=8|letzte=0|"
                      "letzten=0"),
        .of = T("von|sterne|stern|sterne von|sternen|punkte|punkt"),
        .fillers = T("um|am|den|der|dem|die|das|ab|gegen|etwa|ungefähr|für|uhr|bitte|option|"
                     "nummer"),
    },
    {
        .date_order = CLET_DATE_DAY_MONTH_YEAR,
        .grouping_minimum = 1,
        .tag = T("fr"),
        .decimal = T(","),
        .months = {T("janvier"), T("février"), T("mars"), T("avril"), T("mai"), T("juin"),
                   T("juillet"), T("août"), T("septembre"), T("octobre"), T("novembre"),
                   T("décembre")},
        .months_short = {T("janv."), T("févr."), T("mars"), T("avr."), T("mai"), T("juin"),
                         T("juil."), T("août"), T("sept."), T("oct."), T("nov."), T("déc.")},
        .weekdays = {T("dimanche"), T("lundi"), T("mardi"), T("mercredi"), T("jeudi"),
                     T("vendredi"), T("samedi")},
        .weekdays_short = {T("dim."), T("lun."), T("mar."), T("mer."), T("jeu."), T("ven."),
                           T("sam.")},
        .dates = {T("dd/MM/y"), T("d MMM y"), T("d MMMM y"), T("EEEE d MMMM y")},
        .times = {T("HH:mm"), T("HH:mm:ss"), T("HH:mm:ss z"), T("HH:mm:ss z")},
        .group = T("\xE2\x80\xAF"),
        .morning = T("AM"),
        .afternoon = T("PM"),
        .join_short = T(", "),
        .join_long = T(" à "),
        .money = T("#\xC2\xA0¤"),
        .currencies = T("EUR2€ USD2$US GBP2£GB JPY0JPY INR2₹ BRL2R$ MXN2$MX CAD2$CA AUD2$AU "
                        "NZD2$NZ KRW0₩ ILS2₪ CLP0$CL ARS2$AR COP2$CO VND0₫ XAF0FCFA"),
        .list_separator = T(", "),
        .list_pair = T(" et "),
        .list_last = T(" et "),
        .plurals[CLET_PLURAL_ONE] = T("i = 0,1"),
        .plurals[CLET_PLURAL_MANY] = T("i != 0 and i % 1000000 = 0 and v = 0"),
        .day_before_yesterday = T("avant-hier"),
        .yesterday = T("hier"),
        .today = T("aujourd’hui|aujourd'hui|ce soir"),
        .tomorrow = T("demain"),
        .day_after_tomorrow = T("après-demain"),
        .yes = T("oui|o|ouais|d'accord|d’accord|bien sûr|ok|exact|vrai"),
        .no = T("non|n|nan|pas du tout|faux"),
        .skip = T("passer|sauter|ignorer|aucun|aucune"),
        .next = T("prochain|prochaine|ce|cette"),
        .in = T("dans|en"),
        .ago = T("il y a"),
        .noon = T("midi"),
        .midnight = T("minuit"),
        .units = {T("minute|minutes|min"), T("heure|heures|h"), T("jour|jours"),
                  T("semaine|semaines"), T("mois"), T("an|ans|année|années")},
        .before_noon = T("am|a m|du matin|le matin"),
        .after_noon = T("pm|p m|de l'après-midi|l'après-midi|du soir|le soir|ce soir"),
        .conjunction = T("et|plus|ainsi que|aussi"),
        .numbers = T("zéro=0|un=1|une=1|deux=2|trois=3|quatre=4|cinq=5|six=6|sept=7|huit=8|"
                     "neuf=9|dix=10|onze=11|douze=12|treize=13|quatorze=14|quinze=15|seize=16|"
                     "vingt=20|trente=30|quarante=40|cinquante=50|soixante=60|septante=70|"
                     "huitante=80|nonante=90|cent=100|cents=100|mille=1000|"
                     "million=1000000|millions=1000000"),
        .ordinals = T("premier=1|première=1|deuxième=2|second=2|seconde=2|troisième=3|"
                      "quatrième=4|cinquième=5|sixième=6|septième=7|huitième=8|dernier=0|"
                      "dernière=0"),
        .of = T("sur|étoiles|étoile|étoiles sur|points|point"),
        .fillers = T("à|le|la|les|du|de|des|au|vers|environ|pour|dès|er|svp|option|numéro|"
                     "heures"),
    },
    {
        .date_order = CLET_DATE_DAY_MONTH_YEAR,
        .grouping_minimum = 2,
        .tag = T("it"),
        .decimal = T(","),
        .months = {T("gennaio"), T("febbraio"), T("marzo"), T("aprile"), T("maggio"), T("giugno"),
                   T("luglio"), T("agosto"), T("settembre"), T("ottobre"), T("novembre"),
                   T("dicembre")},
        .months_short = {T("gen"), T("feb"), T("mar"), T("apr"), T("mag"), T("giu"), T("lug"),
                         T("ago"), T("set"), T("ott"), T("nov"), T("dic")},
        .weekdays = {T("domenica"), T("lunedì"), T("martedì"), T("mercoledì"), T("giovedì"),
                     T("venerdì"), T("sabato")},
        .weekdays_short = {T("dom"), T("lun"), T("mar"), T("mer"), T("gio"), T("ven"), T("sab")},
        .dates = {T("dd/MM/yy"), T("d MMM y"), T("d MMMM y"), T("EEEE d MMMM y")},
        .times = {T("HH:mm"), T("HH:mm:ss"), T("HH:mm:ss z"), T("HH:mm:ss z")},
        .group = T("."),
        .morning = T("AM"),
        .afternoon = T("PM"),
        .join_short = T(", "),
        .join_long = T(" alle ore "),
        .money = T("#\xC2\xA0¤"),
        .currencies = T("EUR2€ GBP2£ JPY0JPY CNY2CN¥ CAD2CA$ AUD2A$ NZD2NZ$ KRW0KRW ILS2₪ CLP0CLP "
                        "VND0VND XAF0FCFA"),
        .list_separator = T(", "),
        .list_pair = T(" e "),
        .list_last = T(" e "),
        .plurals[CLET_PLURAL_ONE] = T("i = 1 and v = 0"),
        .plurals[CLET_PLURAL_MANY] = T("i != 0 and i % 1000000 = 0 and v = 0"),
        .day_before_yesterday = T("l’altro ieri|l'altro ieri|altro ieri|avantieri"),
        .yesterday = T("ieri"),
        .today = T("oggi|stasera"),
        .tomorrow = T("domani"),
        .day_after_tomorrow = T("dopodomani"),
        .yes = T("sì|si|s|certo|va bene|d’accordo|d'accordo|ok|esatto|vero"),
        .no = T("no|n|per niente|falso"),
        .skip = T("salta|saltare|passa|nessuno|nessuna"),
        .next = T("prossimo|prossima|questo|questa"),
        .in = T("tra|fra|entro"),
        .ago = T("fa"),
        .noon = T("mezzogiorno"),
        .midnight = T("mezzanotte"),
        .units = {T("minuto|minuti|min"), T("ora|ore|h"), T("giorno|giorni"),
                  T("settimana|settimane"), T("mese|mesi"), T("anno|anni")},
        .before_noon = T("am|a m|di mattina|del mattino|mattina"),
        .after_noon =
            T("pm|p m|di pomeriggio|del pomeriggio|di sera|della sera|pomeriggio|sera|stasera"),
        .conjunction = T("e|ed|più|anche"),
        .numbers = T("zero=0|uno=1|una=1|un=1|due=2|tre=3|quattro=4|cinque=5|sei=6|sette=7|"
                     "otto=8|nove=9|dieci=10|undici=11|dodici=12|tredici=13|quattordici=14|"
                     "quindici=15|sedici=16|diciassette=17|diciotto=18|diciannove=19|venti=20|"
                     "trenta=30|quaranta=40|cinquanta=50|sessanta=60|settanta=70|ottanta=80|"
                     "novanta=90|cento=100|mille=1000|mila=1000|milione=1000000|"
                     "milioni=1000000"),
        .ordinals = T("primo=1|prima=1|secondo=2|seconda=2|terzo=3|terza=3|quarto=4|quarta=4|"
                      "quinto=5|quinta=5|sesto=6|sesta=6|settimo=7|settima=7|ottavo=8|ottava=8|"
                      "ultimo=0|ultima=0"),
        .of = T("di|su|stelle|stella|stelle su|punti|punto"),
        .fillers = T("a|alle|le|il|lo|la|del|di|dal|dalle|circa|per|verso|per favore|opzione|"
                     "numero|ore"),
    },
};

enum { LOCALE_COUNT = sizeof locales / sizeof locales[0] };

const clet_locale_data *clet_locale_at(uint32_t index) {
    return index < LOCALE_COUNT ? &locales[index] : NULL;
}

const clet_locale_data *clet_locale_find(chatlet_str tag) {
    const chatlet_str language = clet_str_slice(tag, 0, clet_str_find_byte(tag, '-', 0));
    for (uint32_t i = 0; i < LOCALE_COUNT; i++) {
        if (clet_str_equal_ignore_case(locales[i].tag, language)) return &locales[i];
    }
    return NULL;
}

void clet_locale_write(const clet_locale_data *data, clet_buffer *buffer) {
    clet_buffer_append_byte(buffer, data->date_order);
    clet_buffer_append_byte(buffer, data->grouping_minimum);
    for (uint32_t i = 0; i < CLET_LOCALE_TEXTS; i++)
        clet_buffer_append_sized(buffer, data->texts[i]);
}
