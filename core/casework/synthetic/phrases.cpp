#include "casework/synthetic/phrases.hpp"

namespace brygga::casework {

namespace {

using Words = std::string_view;

// --- where
// ----------------------------------------------------------------------------------------

constexpr Words streets[] = {
    "Blåklocksstigen", "Ekorrbacken",    "Vinbärsgatan",   "Lyktgränd",       "Tegelslagarvägen",
    "Hasselnötsgatan", "Vindspelsvägen", "Mejseltorget",   "Kardborregatan",  "Snöbollsgränd",
    "Kvarnhjulsvägen", "Rimfrostgatan",  "Pärlemorstigen", "Trädgårdsbacken", "Humlegårdsvägen",
    "Näverluren",      "Storspovsvägen", "Åskmolnsgatan",  "Morkullestigen",  "Frögatan"};
constexpr Words towns[] = {"Lillestad", "Bryggeby", "Norra Ån", "Kvarnsund", "Ekvik"};
constexpr Words districts[] = {"Norra staden", "Södra staden", "Hamnen",  "Kvarnberget",
                               "Åsen",         "Centrum",      "Ekängen", "Bruksområdet"};
constexpr Words meeting_places[] = {"Kontoret, rum 2", "Kontoret, rum 5", "Medborgarkontoret",
                                    "Digitalt möte", "Receptionen"};
constexpr Words outside_places[] = {"Arbetsplatsen", "Biblioteket", "Kaféet vid torget",
                                    "Folkhögskolan", "Stadsparken", "Mötesplatsen i området"};
constexpr Words referrals[] = {"Socialtjänsten",
                               "Socialtjänsten; ekonomiskt bistånd",
                               "Arbetsförmedlingen",
                               "Vårdcentralen",
                               "Egen ansökan",
                               "Försäkringskassan",
                               "Socialkontoret \"Väster\", grupp 2"};

// --- the way through
// ------------------------------------------------------------------------------

constexpr Words goals[] = {"Arbete inom vård och omsorg",
                           "Arbete på lager",
                           "Arbete i restaurang eller storkök",
                           "Arbete i butik",
                           "Klara grundläggande svenska",
                           "Läsa till undersköterska",
                           "Körkort klass B",
                           "Praktik minst 20 timmar i veckan",
                           "Fast sysselsättning fem dagar i veckan",
                           "Egen försörjning inom ett år",
                           "Läsa in gymnasiet",
                           "Arbete inom lokalvård"};
constexpr Words steps[] = {"Skriva cv tillsammans med coach",
                           "Boka tid hos studie- och yrkesvägledare",
                           "Ringa tre arbetsgivare",
                           "Besöka arbetsplatsen",
                           "Anmäla sig till sfi kurs D",
                           "Lämna in betyg för validering",
                           "Gå på rekryteringsträff",
                           "Öva anställningsintervju",
                           "Skaffa e-legitimation",
                           "Kontakta vårdcentralen om remiss",
                           "Söka förskoleplats",
                           "Skicka in läkarintyg",
                           "Registrera sig hos Arbetsförmedlingen",
                           "Prova bussresan till praktikplatsen",
                           "Fylla i intresseanmälan till komvux",
                           "Be om omdöme från praktiken"};
constexpr Words meeting_purposes[] = {"Uppföljning", "Kartläggning",   "Planering",
                                      "Jobbsökning", "Trepartssamtal", "Besök på arbetsplats"};
constexpr Words checkin_comments[] = {"Kom i tid.",
                                      "Kom 20 minuter sent på grund av bussen.",
                                      "Gick tidigare efter överenskommelse.",
                                      "Sjukanmäld.",
                                      "Vab.",
                                      "Utan anmäld frånvaro.",
                                      "Bra dag.",
                                      "Ville ha fler arbetsuppgifter.",
                                      "Trött, sov dåligt.",
                                      "Hjälpte en ny deltagare."};
constexpr Words answers[] = {"Jag vill börja jobba så snart som möjligt, helst i kök.",
                             "Jag ska läsa klart svenskan och sedan söka till vården.",
                             "Jag vill prova en praktik först och se vad jag orkar.",
                             "Jag ska ta körkort och söka jobb på lager.",
                             "Jag vill få ordning på hälsan och sedan börja på deltid.",
                             "Jag ska söka tio jobb i månaden och be om hjälp med cv."};
constexpr Words extension_reasons[] = {"Praktiken pågår och väntas leda till anställning.",
                                       "Sjukskrivning under våren gjorde att planen försenades.",
                                       "Utbildningen slutar först efter gränsen.",
                                       "Föräldraledighet under en del av tiden."};
constexpr Words handover_messages[] = {
    "Jag byter tjänst vid månadsskiftet. Planen är uppdaterad.",
    "Deltagaren har flyttat till ert område.",
    "Behöver nu mest stöd av dig i din roll; vi har pratat om det tillsammans.",
    "Föräldraledig från nästa vecka, tack för att du tar över."};
constexpr Words outcome_sources[] = {"Anställningsavtal", "Deltagaren själv", "Arbetsgivaren",
                                     "Antagningsbesked", "Lönespecifikation"};
constexpr Words subsidies[] = {"nystartsjobb", "lonebidrag", "introduktionsjobb", "extratjanst"};

// --- the person
// -----------------------------------------------------------------------------------

constexpr Words occupations[] = {
    "vårdbiträde",  "lagerarbetare",    "köksbiträde",       "lokalvårdare",      "barnskötare",
    "busschaufför", "serviceassistent", "butikssäljare",     "fastighetsskötare", "snickare",
    "sömmerska",    "elevassistent",    "trädgårdsarbetare", "svetsare"};
constexpr Words skills[] = {"matlagning", "barnpassning", "truckkörning",   "kundbemötande",
                            "sömnad",     "datorvana",    "städning",       "bokföring",
                            "svetsning",  "odling",       "språkkunskaper", "måleri"};
constexpr Words credentials[] = {"körkort klass B",     "truckkort A+B",  "gymnasiebetyg",
                                 "hygienutbildning",    "hlr-utbildning", "lärarexamen (utländsk)",
                                 "undersköterskebetyg", "svetslicens",    "grundskolebetyg"};
constexpr Words wishes[] = {
    "arbeta med människor", "arbeta utomhus",      "dagtid", "nära hemmet",
    "lära sig ett yrke",    "arbeta i lugn miljö", "heltid", "arbeta med händerna"};
constexpr Words avoided[] = {"tunga lyft",  "nattarbete",  "buller",
                             "långa resor", "ensamarbete", "starka dofter"};
constexpr Words obstacles[] = {"Värk i rygg och axlar.", "Sömnsvårigheter och oro.",
                               "Nedsatt hörsel på vänster öra.", "Migrän flera gånger i månaden.",
                               "Koncentrationssvårigheter i stora grupper."};
constexpr Words adaptations[] = {"Kortare pass med paus varje timme.", "Höj- och sänkbart bord.",
                                 "Lugn plats att sitta på.", "Skriftliga instruktioner med bilder.",
                                 "Start senare på dagen."};
constexpr Words supports[] = {"Vårdcentralen",        "Socialsekreterare", "Rehabkoordinator",
                              "Beroendemottagningen", "Boendestöd",        "Familjecentralen"};

// --- employers
// ------------------------------------------------------------------------------------

constexpr Words employer_first[] = {"Norrskenets",   "Tallbackens", "Kvarnsunds", "Blå Portens",
                                    "Lillestads",    "Tre Skators", "Åkerbärets", "Bryggarens",
                                    "Vita Svanens",  "Fyrtornets",  "Ekviks",     "Gröna Kullens",
                                    "Silvergranens", "Havstrutens", "Solrosens",  "Gamla Smedjans"};
constexpr Words employer_last[] = {"Kök & Catering", "Lager AB",    "Äldreboende", "Förskola",
                                   "Städ AB",        "Livs",        "Bygg AB",     "Trädgård",
                                   "Buss AB",        "Hotell",      "Skola",       "Textil",
                                   "Plåt & Svets",   "Second hand", "Fastigheter", "Bageri"};
constexpr Words employer_sectors[] = {
    "restaurang", "lager",  "vård",  "förskola", "lokalvård", "handel", "bygg",      "trädgård",
    "transport",  "hotell", "skola", "textil",   "industri",  "handel", "fastighet", "livsmedel"};
constexpr Words channels[] = {"telefon", "e-post", "besök", "frukostmöte", "rekommendation"};
constexpr Words contact_purposes[] = {"Fråga om praktikplatser", "Uppföljning av placering",
                                      "Presentation av deltagare", "Rekryteringsbehov i vår",
                                      "Trepartssamtal"};
constexpr Words contact_results[] = {"Tar emot två på praktik från nästa månad.",
                                     "Vill träffas på plats innan beslut.",
                                     "Har inget behov just nu; hör av oss efter sommaren.",
                                     "Nöjd med placeringen, ser möjlighet till anställning.",
                                     "Handledaren byts; ny kontaktperson meddelas."};
constexpr Words trainings[] = {
    "Att handleda den som är ny i arbetslivet", "Bemötande och språk på jobbet",
    "Så fungerar stödet till arbetsgivare", "Anpassningar på arbetsplatsen"};
constexpr Words work_tasks[] = {"plocka varor",
                                "duka och plocka av",
                                "städa gemensamma ytor",
                                "hjälpa vid måltider",
                                "ta emot leveranser",
                                "sortera kläder",
                                "rensa rabatter",
                                "diska",
                                "baka",
                                "möta kunder",
                                "montera",
                                "läsa för barnen"};
constexpr Words role_titles[] = {"Serviceassistent",  "Enhetsassistent", "Måltidsassistent",
                                 "Utemiljöassistent", "Lokalassistent",  "Språkstödjare"};

constexpr Phrasebook the_book = {
    .streets = streets,
    .towns = towns,
    .districts = districts,
    .referrals = referrals,
    .goals = goals,
    .steps = steps,
    .occupations = occupations,
    .work_tasks = work_tasks,
    .skills = skills,
    .credentials = credentials,
    .wishes = wishes,
    .avoided = avoided,
    .meeting_places = meeting_places,
    .outside_places = outside_places,
    .meeting_purposes = meeting_purposes,
    .checkin_comments = checkin_comments,
    .obstacles = obstacles,
    .adaptations = adaptations,
    .supports = supports,
    .answers = answers,
    .extension_reasons = extension_reasons,
    .handover_messages = handover_messages,
    .subsidies = subsidies,
    .outcome_sources = outcome_sources,
    .employer_first = employer_first,
    .employer_last = employer_last,
    .sectors = employer_sectors,
    .channels = channels,
    .contact_purposes = contact_purposes,
    .contact_results = contact_results,
    .trainings = trainings,
    .role_titles = role_titles,
};

}  // namespace

const Phrasebook& phrasebook() { return the_book; }

}  // namespace brygga::casework
