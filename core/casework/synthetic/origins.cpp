#include "casework/synthetic/origins.hpp"

#include <array>

namespace brygga::casework {

namespace {

using Names = std::string_view;

constexpr Names swedish_women[] = {"Anna",   "Maria",     "Karin",   "Eva",    "Åsa",     "Linnéa",
                                   "Emma",   "Elin",      "Sofia",   "Ingrid", "Märta",   "Ida",
                                   "Jenny",  "Gun-Britt", "Malin",   "Sara",   "Josefin", "Frida",
                                   "Helena", "Birgitta",  "Annelie", "Ulrika"};
constexpr Names swedish_men[] = {"Lars",   "Erik",    "Anders", "Johan",     "Björn",  "Per",
                                 "Mikael", "Håkan",   "Örjan",  "Sören",     "Göran",  "Viktor",
                                 "Oskar",  "Fredrik", "Jonas",  "Kjell-Åke", "Daniel", "Tobias",
                                 "Simon",  "Mattias", "André",  "Linus"};
constexpr Names swedish_families[] = {
    "Andersson", "Johansson", "Karlsson",   "Nilsson", "Eriksson",   "Larsson",   "Olsson",
    "Persson",   "Svensson",  "Pettersson", "Jansson", "Hansson",    "Lindström", "Åkesson",
    "Öberg",     "Sjögren",   "Hägg",       "Björk",   "Söderström", "Ångström",  "Norén",
    "Lindén",    "Ek",        "Bergqvist",  "Holm",    "Sandberg",   "Forsberg",  "Wallin"};
constexpr Names swedish_languages[] = {"svenska", "engelska"};

constexpr Names arabic_women[] = {"Fatima", "Rania", "Noor",  "Samira", "Zahra", "Maryam",
                                  "Huda",   "Amal",  "Layla", "Rasha",  "Hanan", "Sawsan",
                                  "Dalal",  "Ghada", "Iman",  "Nadia",  "Reem",  "Wafaa"};
constexpr Names arabic_men[] = {"Mohamed", "Ahmad",  "Bashar", "Omar",    "Hassan", "Khaled",
                                "Mustafa", "Yousef", "Samir",  "Ibrahim", "Tareq",  "Ziad",
                                "Ali",     "Nabil",  "Faisal", "Walid",   "Anas",   "Jamal"};
constexpr Names arabic_families[] = {"Al-Hakim", "Haddad", "Khoury",  "Saleh",     "Aziz",
                                     "Al-Sayed", "Hamdan", "Mansour", "Al-Khatib", "Darwish",
                                     "Nasser",   "Hariri", "Shaheen", "Al-Ahmad",  "Qasim",
                                     "Barakat",  "Zaidan", "Ibrahim", "Jaber",     "Al-Jabouri"};
constexpr Names arabic_languages[] = {"arabiska", "engelska", "franska"};

constexpr Names somali_women[] = {"Hodan", "Ayaan", "Amina",  "Khadija", "Ifrah",
                                  "Sagal", "Deqa",  "Nimco",  "Fadumo",  "Hibaaq",
                                  "Ubah",  "Sahra", "Halimo", "Asha"};
constexpr Names somali_men[] = {"Abdi",  "Yusuf",  "Ahmed",      "Mahad",   "Liban",
                                "Guled", "Ismail", "Cabdullahi", "Warsame", "Jama",
                                "Hamza", "Bile",   "Farah",      "Nur"};
constexpr Names somali_families[] = {"Mohamed", "Abdullahi", "Warsame", "Farah", "Nur",  "Hussein",
                                     "Ali",     "Osman",     "Jama",    "Hersi", "Aden", "Elmi",
                                     "Yusuf",   "Ibrahim",   "Duale",   "Gedi",  "Isse", "Roble"};
constexpr Names somali_languages[] = {"somaliska", "arabiska", "swahili"};

constexpr Names persian_women[] = {"Shirin", "Parisa", "Nasrin", "Maryam", "Zahra",  "Laleh",
                                   "Mahsa",  "Farida", "Soraya", "Leila",  "Golnaz", "Roya"};
constexpr Names persian_men[] = {"Reza",  "Ali",   "Hossein", "Mehdi", "Farhad", "Behzad",
                                 "Javad", "Navid", "Omid",    "Hamid", "Arash",  "Kourosh"};
constexpr Names persian_families[] = {"Rahimi",   "Karimi", "Hosseini", "Ahmadi", "Moradi",
                                      "Rezaei",   "Jafari", "Sharifi",  "Akbari", "Tehrani",
                                      "Farahani", "Amiri",  "Ebrahimi", "Sadeghi"};
constexpr Names persian_languages[] = {"persiska", "engelska", "azerbajdzjanska"};

constexpr Names afghan_women[] = {"Zarghuna", "Fereshta", "Zahra",  "Masouma", "Shukria",
                                  "Nargis",   "Sima",     "Hamida", "Laila",   "Marzia"};
constexpr Names afghan_men[] = {"Ahmad", "Nasir", "Mirwais", "Habib", "Najib",
                                "Hamid", "Esmat", "Jawid",   "Farid", "Sami"};
constexpr Names afghan_families[] = {"Ahmadi",  "Haidari", "Noori",     "Rahmani",
                                     "Yousufi", "Amini",   "Hakimi",    "Nazari",
                                     "Safi",    "Popal",   "Mohammadi", "Wardak"};
constexpr Names afghan_languages[] = {"dari", "persiska", "pashto"};

constexpr Names kurdish_women[] = {"Dilan",  "Rojin", "Berivan", "Shilan", "Zîn",
                                   "Nesrin", "Helin", "Avin",    "Jiyan",  "Sozan"};
constexpr Names kurdish_men[] = {"Azad",   "Rêzan", "Dilşad", "Hêmin", "Serdar",
                                 "Karwan", "Baran", "Zana",   "Siyar", "Rebwar"};
constexpr Names kurdish_families[] = {"Barzani", "Aziz",  "Rasul",  "Karim", "Hamad", "Salih",
                                      "Osman",   "Demir", "Mahmud", "Sabri", "Amin",  "Kaya"};
constexpr Names kurdish_languages[] = {"kurdiska", "arabiska", "turkiska"};

constexpr Names tigrinya_women[] = {"Selam", "Mihret", "Senait", "Lemlem", "Feven",   "Rahwa",
                                    "Saba",  "Winta",  "Luwam",  "Tsega",  "Abrehet", "Bisrat"};
constexpr Names tigrinya_men[] = {"Yonas",  "Tesfaye", "Filmon", "Robel",  "Biniam", "Aman",
                                  "Daniel", "Samuel",  "Mussie", "Kibrom", "Habtom", "Teklay"};
constexpr Names tigrinya_families[] = {"Tekle",  "Haile",   "Gebremedhin", "Tesfay", "Berhane",
                                       "Kidane", "Weldu",   "Ghebre",      "Mehari", "Araya",
                                       "Habte",  "Negassi", "Zerai",       "Okbay"};
constexpr Names tigrinya_languages[] = {"tigrinska", "amarinja", "arabiska"};

constexpr Names ukrainian_women[] = {"Olena",    "Oksana", "Iryna",   "Natalia",
                                     "Kateryna", "Yulia",  "Tetiana", "Svitlana",
                                     "Larysa",   "Halyna", "Daryna",  "Nadiia"};
constexpr Names ukrainian_men[] = {"Dmytro", "Oleksandr", "Andrii", "Serhii", "Mykola",
                                   "Ivan",   "Taras",     "Bohdan", "Yurii",  "Vasyl"};
constexpr Names ukrainian_families[] = {"Shevchenko", "Bondar",  "Kovalenko", "Tkachenko",
                                        "Kravchenko", "Melnyk",  "Boiko",     "Lysenko",
                                        "Marchenko",  "Rudenko", "Savchuk",   "Moroz"};
constexpr Names ukrainian_languages[] = {"ukrainska", "ryska", "engelska"};

constexpr Names turkish_women[] = {"Elif",  "Ayşe",  "Zeynep", "Emine",  "Hatice",
                                   "Sevda", "Leyla", "Derya",  "Gülsen", "Esra"};
constexpr Names turkish_men[] = {"Mehmet", "Mustafa", "Emre",   "Hüseyin", "Kemal",
                                 "Murat",  "Cem",     "Yılmaz", "Orhan",   "Serkan"};
constexpr Names turkish_families[] = {"Yilmaz", "Demir",  "Kaya",  "Özdemir", "Aydin", "Çelik",
                                      "Şahin",  "Arslan", "Doğan", "Koç",     "Polat", "Aksoy"};
constexpr Names turkish_languages[] = {"turkiska", "kurdiska", "engelska"};

constexpr Names polish_women[] = {"Agnieszka", "Małgorzata", "Katarzyna",  "Ewa",   "Joanna",
                                  "Monika",    "Beata",      "Aleksandra", "Zofia", "Dorota"};
constexpr Names polish_men[] = {"Piotr", "Krzysztof", "Tomasz",   "Paweł",  "Marek",
                                "Jan",   "Łukasz",    "Grzegorz", "Michał", "Wojciech"};
constexpr Names polish_families_women[] = {"Kowalska", "Wiśniewska", "Nowak", "Zielińska",
                                           "Wójcik",   "Kamińska",   "Mazur", "Szymańska"};
constexpr Names polish_families_men[] = {"Kowalski", "Wiśniewski", "Nowak", "Zieliński",
                                         "Wójcik",   "Kamiński",   "Mazur", "Szymański"};
constexpr Names polish_languages[] = {"polska", "engelska", "tyska"};

constexpr Names balkan_women[] = {"Amra",    "Jelena", "Mirela", "Senada",   "Azra",
                                  "Dragana", "Sanela", "Vesna",  "Ljiljana", "Edina"};
constexpr Names balkan_men[] = {"Goran", "Senad",  "Dejan", "Mirza", "Zoran",
                                "Adnan", "Nermin", "Milan", "Edin",  "Dragan"};
constexpr Names balkan_families[] = {"Kovač",     "Begović", "Hodžić", "Petrović",
                                     "Jovanović", "Delić",   "Marić",  "Halilović",
                                     "Savić",     "Mujić",   "Babić",  "Nikolić"};
constexpr Names balkan_languages[] = {"bosniska", "serbiska", "kroatiska"};

constexpr Names spanish_women[] = {"Lucía", "Ximena", "Carmen", "Pilar", "Daniela", "Rosa"};
constexpr Names spanish_men[] = {"José", "Mateo", "Luis", "Carlos", "Andrés", "Javier"};
constexpr Names spanish_families[] = {"García", "Muñoz", "Fernández", "Rojas", "Soto", "Castillo"};
constexpr Names spanish_languages[] = {"spanska", "engelska"};

constexpr Names west_african_women[] = {"Grace", "Blessing", "Adaeze", "Abena", "Fatou", "Esther"};
constexpr Names west_african_men[] = {"Chinedu", "Kofi", "Emmanuel", "Lamin", "Kwame", "Samuel"};
constexpr Names west_african_families[] = {"Okafor", "Mensah", "Boateng", "Jallow", "Eze", "Owusu"};
constexpr Names west_african_languages[] = {"engelska", "franska"};

constexpr Names vietnamese_women[] = {"Linh", "Huong", "Mai", "Thao", "Ngoc"};
constexpr Names vietnamese_men[] = {"Minh", "Tuan", "Duc", "Hung", "Quang"};
constexpr Names vietnamese_families[] = {"Nguyen", "Tran", "Le", "Pham", "Hoang"};
constexpr Names vietnamese_languages[] = {"vietnamesiska", "engelska"};

constexpr Names finnish_women[] = {"Siiri", "Päivi", "Tuula", "Marjatta", "Aino"};
constexpr Names finnish_men[] = {"Antti", "Jukka", "Pekka", "Mikko", "Timo"};
constexpr Names finnish_families[] = {"Virtanen", "Mäkinen", "Korhonen", "Nieminen", "Laine"};
constexpr Names finnish_languages[] = {"finska", "svenska"};

constexpr Names language_levels[] = {"none", "A1", "A2", "B1", "B2", "C1", "C2", "native"};

constexpr std::array<Origin, 15> all_origins = {{
    {300, swedish_women, swedish_men, swedish_families, swedish_families, swedish_languages, 0, 7,
     7},
    {205, arabic_women, arabic_men, arabic_families, arabic_families, arabic_languages, 35, 0, 4},
    {120, somali_women, somali_men, somali_families, somali_families, somali_languages, 40, 0, 3},
    {60, persian_women, persian_men, persian_families, persian_families, persian_languages, 20, 1,
     5},
    {55, afghan_women, afghan_men, afghan_families, afghan_families, afghan_languages, 40, 0, 3},
    {50, kurdish_women, kurdish_men, kurdish_families, kurdish_families, kurdish_languages, 30, 0,
     4},
    {60, tigrinya_women, tigrinya_men, tigrinya_families, tigrinya_families, tigrinya_languages, 40,
     0, 3},
    {45, ukrainian_women, ukrainian_men, ukrainian_families, ukrainian_families,
     ukrainian_languages, 45, 0, 2},
    {30, turkish_women, turkish_men, turkish_families, turkish_families, turkish_languages, 15, 1,
     5},
    {20, polish_women, polish_men, polish_families_women, polish_families_men, polish_languages, 15,
     1, 4},
    {30, balkan_women, balkan_men, balkan_families, balkan_families, balkan_languages, 10, 2, 6},
    {9, spanish_women, spanish_men, spanish_families, spanish_families, spanish_languages, 15, 1,
     4},
    {8, west_african_women, west_african_men, west_african_families, west_african_families,
     west_african_languages, 10, 1, 4},
    {4, vietnamese_women, vietnamese_men, vietnamese_families, vietnamese_families,
     vietnamese_languages, 30, 1, 4},
    {4, finnish_women, finnish_men, finnish_families, finnish_families, finnish_languages, 5, 3, 6},
}};

constexpr std::uint32_t sum_of_shares() {
  std::uint32_t sum = 0;
  for (const Origin& origin : all_origins) sum += origin.per_mille;
  return sum;
}
static_assert(sum_of_shares() == 1000);

}  // namespace

std::span<const Origin> origins() { return all_origins; }

std::span<const std::string_view> swedish_levels() { return language_levels; }

}  // namespace brygga::casework
