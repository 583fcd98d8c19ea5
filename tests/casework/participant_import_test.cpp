#include "casework/participant_import.hpp"

#include <gtest/gtest.h>

namespace brygga::casework {
namespace {

constexpr std::string_view header =
    "förnamn;efternamn;personnummer;enhet;coach;startdatum;stadsdel;spår;språk;avslutad;resultat;"
    "resultat_från;remittent\n";

ImportContext office() {
  ImportContext context;
  context.today = parse_date("2026-05-04").value();
  context.centres = {{"hisingen", {"Hisingen"}}, {"oster", {"Öster", "Kompetenscenter Öster"}}};
  context.coaches = {{"alice", {"Alice Andersson", "alice", "alice@goteborg.example"}},
                     {"bob", {"Bob Öberg", "bob", "bob@goteborg.example"}}};
  context.outcomes = known_outcomes({{"job", {"Anställning", "Employment"}, CountsAs::work},
                                     {"studies", {"Studier", "Studies"}, CountsAs::studies},
                                     {"praktik", {"Praktik", "Work placement"}}});
  return context;
}

ParticipantImport import_of(std::string_view text, const ImportContext& context = office()) {
  return import_participants(parse_csv(as_bytes(text)), context);
}

ParticipantImport import_row(std::string_view row) {
  return import_of(std::string(header) + std::string(row) + "\n");
}

std::string codes(const ProblemList& problems) {
  std::string text;
  for (const Problem& problem : problems.listed()) {
    text += (text.empty() ? "" : " ") + std::to_string(problem.line) + ":" + problem.column + ":" +
            problem.code;
  }
  return text;
}

TEST(ParticipantImport, a_whole_row_is_read) {
  const auto import = import_row(
      "Åsa;Lind;811218-9876;öster;BOB@goteborg.example;2025-01-31;Bergsjön;Utbildning;somaliska;"
      "2026-01-30;Arbete;2026-02-02;Socialtjänsten");
  EXPECT_EQ(codes(import.problems), "");
  EXPECT_EQ(codes(import.warnings), "");
  ASSERT_EQ(import.rows.size(), 1U);
  const ParticipantRow& row = import.rows[0];
  EXPECT_EQ(row.line, 2U);
  EXPECT_EQ(row.first_name, "Åsa");
  EXPECT_EQ(row.last_name, "Lind");
  EXPECT_EQ(row.identity_number->digits(), "198112189876");
  EXPECT_EQ(row.centre_key, "oster");
  EXPECT_EQ(row.coach_key, "bob");
  EXPECT_EQ(format_date(row.start), "2025-01-31");
  EXPECT_EQ(row.district, "Bergsjön");
  EXPECT_EQ(row.stream_key, "Utbildning");
  EXPECT_EQ(row.language, "somaliska");
  EXPECT_EQ(format_date(*row.ended), "2026-01-30");
  EXPECT_EQ(row.outcome_key, "job");
  EXPECT_EQ(format_date(*row.outcome_from), "2026-02-02");
  EXPECT_EQ(row.referral, "Socialtjänsten");
}

TEST(ParticipantImport, english_and_swedish_headers_name_the_same_columns_in_any_order) {
  const auto english = import_of(
      "Coach,Centre,Start,First name,LAST_NAME,identity-number,District,Outcome,Ended,Outcome "
      "from\n"
      "alice,Hisingen,2025-01-31,Bo,Ek,,Backa,studies,2025-06-01,2025-08-15\n");
  EXPECT_EQ(codes(english.problems), "");
  ASSERT_EQ(english.rows.size(), 1U);
  EXPECT_EQ(english.rows[0].coach_key, "alice");
  EXPECT_EQ(english.rows[0].outcome_key, "studies");
  const auto swedish = import_of(
      "FÖRNAMN;Efternamn;Personnummer;Enhet;Coach;Startdatum;Stadsdel;Avslutad;Resultat;"
      "Resultat från\nBo;Ek;;Hisingen;alice;2025-01-31;Backa;2025-06-01;studier;2025-08-15\n");
  EXPECT_EQ(codes(swedish.problems), "");
  EXPECT_EQ(swedish.rows.size(), 1U);
}

TEST(ParticipantImport, identity_number_district_and_what_follows_may_be_empty) {
  const auto import = import_row("Bo;Ek;;Hisingen;alice;2025-01-31;;;;;;;");
  EXPECT_EQ(codes(import.problems), "");
  ASSERT_EQ(import.rows.size(), 1U);
  EXPECT_FALSE(import.rows[0].identity_number);
  EXPECT_FALSE(import.rows[0].ended);
}

TEST(ParticipantImport, one_bad_line_refuses_the_whole_file) {
  const auto import = import_of(std::string(header) +
                                "Bo;Ek;;Hisingen;alice;2025-01-31;;;;;;;\n"
                                "Bo;Al;;Hisingen;alice;2025-02-30;;;;;;;\n");
  EXPECT_TRUE(import.rows.empty());
  EXPECT_EQ(codes(import.problems), "3:startdatum:date_impossible");
}

TEST(ParticipantImport, every_bad_line_and_column_is_named_in_the_order_of_the_file) {
  const auto import = import_of(std::string(header) +
                                ";Ek;811218-9875;Angered;carol;31/1-25;;;;;;;\n"
                                "Bo;Ek\n"
                                "Bo;;;;;;;;;;;;\n");
  EXPECT_TRUE(import.rows.empty());
  EXPECT_EQ(codes(import.problems),
            "2:förnamn:import_missing_value 2:personnummer:identity_number_check_digit "
            "2:enhet:import_unknown_centre 2:coach:import_unknown_coach 2:startdatum:date_form "
            "3::csv_fields "
            "4:efternamn:import_missing_value 4:enhet:import_missing_value "
            "4:coach:import_missing_value 4:startdatum:import_missing_value");
  EXPECT_EQ(to_string(import.problems.listed()[3]),
            "line 2, coach: there is no coach called \"carol\"");
}

TEST(ParticipantImport, an_end_or_outcome_before_the_start_is_refused) {
  EXPECT_EQ(codes(import_row("Bo;Ek;;Hisingen;bob;2025-01-31;;;;2025-01-30;;;").problems),
            "2:avslutad:import_ended_before_start");
  EXPECT_EQ(codes(import_row("Bo;Ek;;Hisingen;bob;2025-01-31;;;;2025-01-31;;;").problems), "");
  EXPECT_EQ(
      codes(import_row("Bo;Ek;;Hisingen;bob;2025-01-31;;;;2025-06-01;arbete;2025-01-30;").problems),
      "2:resultat_från:import_outcome_before_start");
}

TEST(ParticipantImport, an_outcome_needs_an_end_and_a_date) {
  EXPECT_EQ(codes(import_row("Bo;Ek;;Hisingen;bob;2025-01-31;;;;;arbete;2025-06-01;").problems),
            "2:resultat:import_outcome_without_end");
  EXPECT_EQ(codes(import_row("Bo;Ek;;Hisingen;bob;2025-01-31;;;;2025-06-01;arbete;;").problems),
            "2:resultat:import_outcome_without_date");
  EXPECT_EQ(codes(import_row("Bo;Ek;;Hisingen;bob;2025-01-31;;;;2025-06-01;;2025-06-01;").problems),
            "2:resultat_från:import_date_without_outcome");
  EXPECT_EQ(
      codes(import_row("Bo;Ek;;Hisingen;bob;2025-01-31;;;;2025-06-01;inget;2025-06-01;").problems),
      "2:resultat_från:import_date_without_outcome");
  EXPECT_EQ(codes(import_row("Bo;Ek;;Hisingen;bob;2025-01-31;;;;2025-06-01;INGET;;").problems), "");
}

TEST(ParticipantImport, one_mistake_is_reported_once) {
  EXPECT_EQ(
      codes(import_row("Bo;Ek;;Hisingen;bob;2025-01-31;;;;2025-6-1;arbete;2025-06-01;").problems),
      "2:avslutad:date_form");
  EXPECT_EQ(
      codes(import_row("Bo;Ek;;Hisingen;bob;2025-01-31;;;;2025-06-01;jobb;2025-06-01;").problems),
      "2:resultat:import_unknown_outcome");
}

// The key of the outcome that a word in the file means, or the code of what is wrong with it.
std::string outcome_of(const std::string& word, const ImportContext& context = office()) {
  const auto import = import_of(std::string(header) + "Bo;Ek;;Hisingen;bob;2025-01-31;;;;" +
                                    "2025-06-01;" + word + ";2025-06-01;\n",
                                context);
  return import.rows.empty() ? import.problems.listed().front().code : import.rows[0].outcome_key;
}

TEST(ParticipantImport, an_outcome_is_named_by_its_key_or_its_name_in_either_language) {
  EXPECT_EQ(outcome_of("job"), "job");
  EXPECT_EQ(outcome_of("ANSTÄLLNING"), "job");
  EXPECT_EQ(outcome_of("Employment"), "job");
  EXPECT_EQ(outcome_of("work placement"), "praktik");
}

TEST(ParticipantImport, a_general_word_means_the_first_outcome_that_counts_so) {
  ImportContext context = office();
  context.outcomes = known_outcomes({{"pilot", {"Pilot", "Pilot"}},
                                     {"job", {"Anställning", "Employment"}, CountsAs::work},
                                     {"own", {"Eget företag", "Own business"}, CountsAs::work},
                                     {"rest", {"Övrigt", "Rest"}}});
  EXPECT_EQ(outcome_of("arbete", context), "job");
  EXPECT_EQ(outcome_of("Work", context), "job");
  EXPECT_EQ(outcome_of("annat", context), "pilot");
  EXPECT_EQ(outcome_of("studier", context), "import_unknown_outcome");
}

TEST(ParticipantImport, the_programmes_own_name_wins_over_a_general_word) {
  ImportContext context = office();
  context.outcomes = known_outcomes({{"pilot", {"Pilot", "Pilot"}},
                                     {"job", {"Anställning", "Employment"}, CountsAs::work},
                                     {"other", {"Annat", "Other"}},
                                     {"none", {"Arbete", "Work"}, CountsAs::work}});
  EXPECT_EQ(outcome_of("annat", context), "other");
  EXPECT_EQ(outcome_of("arbete", context), "none");
  EXPECT_EQ(outcome_of("none", context), "none");
}

TEST(ParticipantImport, a_key_wins_over_the_name_of_another_outcome_and_two_of_a_name_are_none) {
  ImportContext context = office();
  context.outcomes = known_outcomes({{"a", {"B", "B"}}, {"b", {"C", "C"}}, {"d", {"C", "D"}}});
  EXPECT_EQ(outcome_of("B", context), "b");
  EXPECT_EQ(outcome_of("c", context), "import_ambiguous_name");
  EXPECT_EQ(outcome_of("d", context), "d");
}

TEST(ParticipantImport, an_unknown_outcome_is_told_with_those_that_there_are) {
  const auto import = import_row("Bo;Ek;;Hisingen;bob;2025-01-31;;;;2025-06-01;jobb;2025-06-01;");
  const Sentence& sentence = import.problems.listed().at(0).sentence;
  EXPECT_EQ(sentence.en,
            "there is no outcome called \"jobb\"; it is one of Anställning (job), Studier "
            "(studies), Praktik (praktik), or none");
  EXPECT_EQ(sentence.sv,
            "Programmet har inget resultat som heter \"jobb\"; skriv något av Anställning (job), "
            "Studier (studies), Praktik (praktik) eller inget.");
}

TEST(ParticipantImport, every_problem_is_told_in_swedish_too) {
  const auto import = import_of(std::string(header) +
                                ";Ek;811218-9875;Angered;carol;31/1-25;;;;;;;\n"
                                "Bo;Ek\n"
                                "Bo;Ek;;Hisingen;bob;2025-02-30;;;;;;;\n");
  std::vector<std::string> told;
  for (const Problem& problem : import.problems.listed()) told.push_back(problem.sentence.sv);
  EXPECT_EQ(told, (std::vector<std::string>{
                      "Här saknas något; fyll i det.",
                      "Numret är felskrivet: kontrollsiffran stämmer inte. Skriv av det igen.",
                      "Det finns ingen enhet som heter \"Angered\"; rätta namnet.",
                      "Det finns ingen coach som heter \"carol\"; rätta namnet.",
                      "Ett datum skrivs som 2026-10-05.",
                      "Rubrikraden har 13 kolumner, men den här raden har 2. Se efter om ett "
                      "skiljetecken saknas eller är för mycket.",
                      "Den dagen finns inte."}));
}

TEST(ParticipantImport, doubles_are_a_warning_with_both_lines_and_refuse_nothing) {
  const auto import = import_of(std::string(header) +
                                "Bo;Ek;811218-9876;Hisingen;alice;2025-01-31;;;;;;;\n"
                                "Al;Ek;;Hisingen;alice;2025-01-31;;;;;;;\n"
                                "Al;Ek;;Hisingen;alice;2025-01-31;;;;;;;\n"
                                "Bo;Ek;19811218 9876;Hisingen;bob;2025-02-01;;;;;;;\n");
  EXPECT_EQ(import.rows.size(), 4U);
  EXPECT_EQ(codes(import.problems), "");
  ASSERT_EQ(codes(import.warnings), "5:personnummer:import_double");
  EXPECT_EQ(import.warnings.listed()[0].sentence.en, "the same identity number stands on line 2");
}

TEST(ParticipantImport, a_name_that_two_coaches_share_must_be_told_apart) {
  ImportContext context = office();
  context.coaches.push_back({"alice2", {"alice andersson", "alice2"}});
  const std::string text = std::string(header) + "Bo;Ek;;Hisingen;";
  EXPECT_EQ(codes(import_of(text + "Alice Andersson;2025-01-31;;;;;;;\n", context).problems),
            "2:coach:import_ambiguous_name");
  const auto told_apart = import_of(text + "alice2;2025-01-31;;;;;;;\n", context);
  ASSERT_EQ(told_apart.rows.size(), 1U);
  EXPECT_EQ(told_apart.rows[0].coach_key, "alice2");
}

TEST(ParticipantImport, streams_are_checked_when_the_programme_has_them) {
  ImportContext context = office();
  context.streams = {{"education", {"Utbildning och praktik"}}};
  const std::string text = std::string(header) + "Bo;Ek;;Hisingen;bob;2025-01-31;;";
  EXPECT_EQ(import_of(text + "utbildning och praktik;;;;;\n", context).rows.at(0).stream_key,
            "education");
  EXPECT_EQ(import_of(text + ";;;;;\n", context).rows.at(0).stream_key, "");
  EXPECT_EQ(codes(import_of(text + "annat;;;;;\n", context).problems),
            "2:spår:import_unknown_stream");
}

TEST(ParticipantImport, missing_and_repeated_columns_are_named_once_and_not_per_row) {
  const auto import = import_of("förnamn;first_name;efternamn;enhet\nBo;Bo;Ek;Hisingen\n");
  EXPECT_TRUE(import.rows.empty());
  EXPECT_EQ(codes(import.problems),
            "1:first_name:import_repeated_column 1:personnummer:import_missing_column "
            "1:coach:import_missing_column 1:startdatum:import_missing_column "
            "1:stadsdel:import_missing_column");
}

TEST(ParticipantImport, a_column_that_nobody_knows_is_said_to_be_left_out) {
  const auto import = import_of(
      "förnamn;efternamn;personnummer;enhet;coach;startdatum;stadsdel;telefon\n"
      "Bo;Ek;;Hisingen;bob;2025-01-31;;031-1\n");
  EXPECT_EQ(import.rows.size(), 1U);
  EXPECT_EQ(codes(import.warnings), "1:telefon:import_unknown_column");
}

TEST(ParticipantImport, names_are_one_line_and_bounded) {
  EXPECT_EQ(codes(import_row("\"Bo\nBo\";Ek;;Hisingen;bob;2025-01-31;;;;;;;").problems),
            "2:förnamn:import_text");
  EXPECT_EQ(
      codes(import_row(std::string(201, 'B') + ";Ek;;Hisingen;bob;2025-01-31;;;;;;;").problems),
      "2:förnamn:import_text");
}

TEST(ParticipantImport, a_file_that_cannot_be_read_gives_its_one_problem) {
  EXPECT_EQ(codes(import_of("").problems), "0::csv_no_header");
  EXPECT_EQ(codes(import_of("\xFF\xFE").problems), "1::text_utf16");
  EXPECT_EQ(codes(import_row("Bo;\"Ek;;Hisingen;bob;2025-01-31;;;;;;;").problems), "2::csv_quote");
}

TEST(ParticipantImport, problems_beyond_the_bound_are_counted) {
  ImportContext context = office();
  context.problems_max = 10;
  std::string text(header);
  for (int i = 0; i < 30; ++i) {
    text += "Bo;Ek;;Angered;bob;2025-01-31;;;;;;;\n";
  }
  const auto import = import_of(text, context);
  EXPECT_EQ(import.problems.listed().size(), 10U);
  EXPECT_EQ(import.problems.count(), 30U);
}

TEST(ParticipantImport, a_file_with_a_header_alone_is_no_problem_and_no_row) {
  const auto import = import_of(header);
  EXPECT_TRUE(import.problems.empty());
  EXPECT_TRUE(import.rows.empty());
}

}  // namespace
}  // namespace brygga::casework
