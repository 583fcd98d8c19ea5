#include "casework/answers.hpp"

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/check.hpp"

namespace brygga::casework {

// Each lies beside the commands and queries of that name, and is called here alone.
std::vector<AnswerDef> answers_of_participant_commands();
std::vector<AnswerDef> answers_of_enrolment_commands();
std::vector<AnswerDef> answers_of_checkin_commands();
std::vector<AnswerDef> answers_of_note_commands();
std::vector<AnswerDef> answers_of_team_commands();
std::vector<AnswerDef> answers_of_conflict_commands();
std::vector<AnswerDef> answers_of_refusal_commands();
std::vector<AnswerDef> answers_of_late_work_commands();
std::vector<AnswerDef> answers_of_undone_deletion_commands();
std::vector<AnswerDef> answers_of_participant_queries();
std::vector<AnswerDef> answers_of_office_queries();
std::vector<AnswerDef> answers_of_sync_queries();
std::vector<AnswerDef> answers_of_contact_commands();
std::vector<AnswerDef> answers_of_protection_commands();
std::vector<AnswerDef> answers_of_identity_commands();
std::vector<AnswerDef> answers_of_consent_commands();
std::vector<AnswerDef> answers_of_mapping_commands();
std::vector<AnswerDef> answers_of_plan_commands();
std::vector<AnswerDef> answers_of_task_commands();
std::vector<AnswerDef> answers_of_appointment_commands();
std::vector<AnswerDef> answers_of_placement_commands();
std::vector<AnswerDef> answers_of_handover_commands();
std::vector<AnswerDef> answers_of_caseload_commands();
std::vector<AnswerDef> answers_of_enrolment_changes();
std::vector<AnswerDef> answers_of_badge_commands();
std::vector<AnswerDef> answers_of_join_commands();
std::vector<AnswerDef> answers_of_employer_commands();
std::vector<AnswerDef> answers_of_employer_queries();
std::vector<AnswerDef> answers_of_opening_commands();
std::vector<AnswerDef> answers_of_role_commands();
std::vector<AnswerDef> answers_of_search_queries();
std::vector<AnswerDef> answers_of_today_queries();
std::vector<AnswerDef> answers_of_report_queries();
std::vector<AnswerDef> answers_of_office_desk_queries();
std::vector<AnswerDef> answers_of_import_commands();
std::vector<AnswerDef> answers_of_staff_commands();
std::vector<AnswerDef> answers_of_list_imports();
std::vector<AnswerDef> answers_of_export_queries();
std::vector<AnswerDef> answers_of_retention_commands();
std::vector<AnswerDef> answers_of_hours_commands();
std::vector<AnswerDef> answers_of_decision_queries();

namespace {

using Answers = std::map<std::string, Shape, std::less<>>;

Answers make_answers() {
  Answers all;
  for (const auto answers_of : {answers_of_participant_commands,
                                answers_of_enrolment_commands,
                                answers_of_checkin_commands,
                                answers_of_note_commands,
                                answers_of_team_commands,
                                answers_of_conflict_commands,
                                answers_of_refusal_commands,
                                answers_of_late_work_commands,
                                answers_of_undone_deletion_commands,
                                answers_of_participant_queries,
                                answers_of_office_queries,
                                answers_of_sync_queries,
                                answers_of_contact_commands,
                                answers_of_protection_commands,
                                answers_of_identity_commands,
                                answers_of_consent_commands,
                                answers_of_mapping_commands,
                                answers_of_plan_commands,
                                answers_of_task_commands,
                                answers_of_appointment_commands,
                                answers_of_placement_commands,
                                answers_of_handover_commands,
                                answers_of_caseload_commands,
                                answers_of_enrolment_changes,
                                answers_of_badge_commands,
                                answers_of_join_commands,
                                answers_of_employer_commands,
                                answers_of_employer_queries,
                                answers_of_opening_commands,
                                answers_of_role_commands,
                                answers_of_search_queries,
                                answers_of_today_queries,
                                answers_of_report_queries,
                                answers_of_office_desk_queries,
                                answers_of_import_commands,
                                answers_of_list_imports,
                                answers_of_export_queries,
                                answers_of_retention_commands,
                                answers_of_hours_commands,
                                answers_of_decision_queries,
                                answers_of_staff_commands}) {
    for (AnswerDef& one : answers_of()) all.emplace(one.name, std::move(one.answer));
  }
  BRYGGA_CHECK(all.size() == definitions().size());
  for (const Definition& definition : definitions()) {
    const auto answer = all.find(definition.name);
    BRYGGA_CHECK(answer != all.end());
    // Those that may save nothing declare it themselves.
    if (definition.is_command && answer->second.find("transaction") == nullptr) {
      answer->second.add("transaction", shape::id());
    }
  }
  return all;
}

}  // namespace

const Shape& declared_answer(const Definition& definition) {
  static const Answers all = make_answers();
  const auto found = all.find(std::string_view(definition.name));
  BRYGGA_CHECK(found != all.end());
  return found->second;
}

}  // namespace brygga::casework
