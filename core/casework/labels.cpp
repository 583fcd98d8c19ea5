#include "casework/labels.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace brygga::casework {

namespace {

struct Entry {
  std::string_view name;
  Label label;
};

// In order of names, both.
constexpr std::array labels_of_names = {
    Entry{"activity", {"Aktivitet", "Activity"}},
    Entry{"adaptations", {"Anpassningar", "Adaptations"}},
    Entry{"addenda", {"Tillägg", "Addenda"}},
    Entry{"agreed_at", {"Överenskommen kl.", "Agreed at"}},
    Entry{"agreed_on", {"Överenskommen", "Agreed on"}},
    Entry{"answer", {"Svar", "Answer"}},
    Entry{"answer_by", {"Svar senast", "Answer by"}},
    Entry{"appointments", {"Bokade möten", "Appointments"}},
    Entry{"assignee", {"Ansvarig", "Assignee"}},
    Entry{"assignee_name", {"Ansvarig", "Assignee"}},
    Entry{"at", {"Tid", "Time"}},
    Entry{"attachments", {"Bilagor", "Attachments"}},
    Entry{"attended_minutes", {"Närvaro (minuter)", "Attended (minutes)"}},
    Entry{"avoid", {"Undvika", "To avoid"}},
    Entry{"body", {"Text", "Text"}},
    Entry{"bytes", {"Storlek (byte)", "Size (bytes)"}},
    Entry{"caption", {"Bildtext", "Caption"}},
    Entry{"checkins", {"Incheckningar", "Check-ins"}},
    Entry{"comment", {"Kommentar", "Comment"}},
    Entry{"consents", {"Samtycken", "Consents"}},
    Entry{"contacts", {"Kontaktuppgifter", "Contact details"}},
    Entry{"corrects", {"Rättar", "Corrects"}},
    Entry{"credentials", {"Behörigheter", "Credentials"}},
    Entry{"data_group", {"Uppgifter", "What is shared"}},
    Entry{"days_left", {"Dagar kvar", "Days left"}},
    Entry{"decided_by_name", {"Beslutat av", "Decided by"}},
    Entry{"decided_on", {"Beslutat", "Decided on"}},
    Entry{"district", {"Stadsdel", "District"}},
    Entry{"due", {"Senast", "Due"}},
    Entry{"employer_name", {"Arbetsgivare", "Employer"}},
    Entry{"ended", {"Slut", "End"}},
    Entry{"enrolments", {"Inskrivningar", "Enrolments"}},
    Entry{"entered_on", {"Påbörjat", "Entered on"}},
    Entry{"extensions", {"Förlängningar", "Extensions"}},
    Entry{"first_contact", {"Första kontakt", "First contact"}},
    Entry{"first_contact_at", {"Första kontakt kl.", "First contact at"}},
    Entry{"first_name", {"Förnamn", "First name"}},
    Entry{"formatted", {"Nummer", "Number"}},
    Entry{"from", {"Från", "From"}},
    Entry{"goals", {"Mål", "Goals"}},
    Entry{"handovers", {"Överlämningar", "Handovers"}},
    Entry{"health", {"Hälsa och stöd", "Health and support"}},
    Entry{"identities", {"Identitetsnummer", "Identity numbers"}},
    Entry{"in_community", {"Ute i samhället", "In the community"}},
    Entry{"interpreter", {"Tolk", "Interpreter"}},
    Entry{"kind", {"Slag", "Kind"}},
    Entry{"label", {"Benämning", "Label"}},
    Entry{"languages", {"Språk", "Languages"}},
    Entry{"last_name", {"Efternamn", "Last name"}},
    Entry{"limit", {"Gräns", "Limit"}},
    Entry{"message", {"Meddelande", "Message"}},
    Entry{"minutes", {"Minuter", "Minutes"}},
    Entry{"mood", {"Mående (1–5)", "Mood (1–5)"}},
    Entry{"name", {"Namn", "Name"}},
    Entry{"narrative", {"Berättelse", "Narrative"}},
    Entry{"notes", {"Anteckningar", "Notes"}},
    Entry{"number", {"Nummer", "Number"}},
    Entry{"number_type", {"Slag av nummer", "Kind of number"}},
    Entry{"obstacles", {"Hinder", "Obstacles"}},
    Entry{"offered_at", {"Erbjuden", "Offered"}},
    Entry{"other_languages", {"Andra språk", "Other languages"}},
    Entry{"outcomes", {"Resultat", "Outcomes"}},
    Entry{"partner", {"Samverkanspart", "Partner"}},
    Entry{"place", {"Plats", "Place"}},
    Entry{"placements", {"Placeringar", "Placements"}},
    Entry{"plan_sections", {"Planens avsnitt", "Sections of plans"}},
    Entry{"planned_minutes", {"Planerat (minuter)", "Planned (minutes)"}},
    Entry{"plans", {"Planer", "Plans"}},
    Entry{"primary_coach_name", {"Ansvarig coach", "Coach"}},
    Entry{"profile", {"Kartläggning", "Profile"}},
    Entry{"programme_title", {"Program", "Programme"}},
    Entry{"protection", {"Skyddsnivå", "Level of protection"}},
    Entry{"purpose", {"Ändamål", "Purpose"}},
    Entry{"reason", {"Skäl", "Reason"}},
    Entry{"reasons", {"Orsaker", "Reasons"}},
    Entry{"recorded_by_name", {"Antecknat av", "Recorded by"}},
    Entry{"referral", {"Anvisad av", "Referred by"}},
    Entry{"residence_district", {"Stadsdel", "District"}},
    Entry{"role", {"Roll", "Role"}},
    Entry{"saved_at", {"Sparad", "Saved"}},
    Entry{"se_stage", {"Steg i Supported Employment", "Step of Supported Employment"}},
    Entry{"section", {"Avsnitt", "Section"}},
    Entry{"skills", {"Kunskaper", "Skills"}},
    Entry{"source", {"Källa", "Source"}},
    Entry{"staff_name", {"Namn", "Name"}},
    Entry{"stage", {"Steg", "Stage"}},
    Entry{"stage_entries", {"Påbörjade steg", "Stages entered"}},
    Entry{"start", {"Start", "Start"}},
    Entry{"status", {"Läge", "Status"}},
    Entry{"stream", {"Inriktning", "Stream"}},
    Entry{"stream_reason", {"Orsak", "Reason"}},
    Entry{"subsidy", {"Stöd till arbetsgivaren", "Subsidy"}},
    Entry{"supervisor", {"Handledare", "Supervisor"}},
    Entry{"support", {"Kopplat stöd", "Connected support"}},
    Entry{"support_follow_up", {"Följs upp", "Followed up"}},
    Entry{"swedish_level", {"Svenska", "Swedish"}},
    Entry{"tasks", {"Uppgifter", "Tasks"}},
    Entry{"team", {"Team", "Team"}},
    Entry{"text_version", {"Samtyckestext", "Text of consent"}},
    Entry{"title", {"Rubrik", "Title"}},
    Entry{"to", {"Till", "To"}},
    Entry{"to_staff_name", {"Till", "To"}},
    Entry{"type", {"Slag", "Type"}},
    Entry{"unit_name", {"Enhet", "Unit"}},
    Entry{"until", {"Till och med", "Until"}},
    Entry{"valid_from", {"Gäller från", "Valid from"}},
    Entry{"valid_to", {"Gäller till", "Valid to"}},
    Entry{"value", {"Uppgift", "Value"}},
    Entry{"verification", {"Styrkt (0–2)", "Verified (0–2)"}},
    Entry{"wishes", {"Önskemål", "Wishes"}},
    Entry{"with_staff_name", {"Med", "With"}},
    Entry{"written_at", {"Skriven", "Written"}},
    Entry{"written_by_name", {"Skriven av", "Written by"}},
};

constexpr std::array labels_of_keys = {
    Entry{"accepted", {"mottagen", "accepted"}},
    Entry{"active", {"pågår", "active"}},
    Entry{"address", {"adress", "address"}},
    Entry{"approved", {"godkänd", "approved"}},
    Entry{"booked", {"bokad", "booked"}},
    Entry{"cancelled", {"avbokad", "cancelled"}},
    Entry{"case", {"ärendet", "the case"}},
    Entry{"closed", {"stängd", "closed"}},
    Entry{"coaching", {"coachning", "coaching"}},
    Entry{"compared", {"jämförd", "compared"}},
    Entry{"consent", {"enligt samtycke", "by consent"}},
    Entry{"declined", {"avböjd", "declined"}},
    Entry{"done", {"klar", "done"}},
    Entry{"draft", {"utkast", "draft"}},
    Entry{"dropped", {"utgår", "dropped"}},
    Entry{"education", {"utbildning", "education"}},
    Entry{"email", {"e-post", "e-mail"}},
    Entry{"employer", {"arbetsgivare", "employer"}},
    Entry{"ended", {"avslutad", "ended"}},
    Entry{"finished", {"avslutad", "finished"}},
    Entry{"given", {"lämnat", "given"}},
    Entry{"held", {"genomfört", "held"}},
    Entry{"issued", {"utlämnad", "issued"}},
    Entry{"job", {"arbete", "job"}},
    Entry{"meeting", {"möte", "meeting"}},
    Entry{"missed", {"uteblev", "missed"}},
    Entry{"offered", {"erbjuden", "offered"}},
    Entry{"open", {"öppen", "open"}},
    Entry{"other", {"annat", "other"}},
    Entry{"personnummer", {"personnummer", "personnummer"}},
    Entry{"phone", {"telefon", "phone"}},
    Entry{"planned", {"planerad", "planned"}},
    Entry{"praktik", {"praktik", "work placement"}},
    Entry{"published", {"publicerad", "published"}},
    Entry{"rejected", {"avslagen", "rejected"}},
    Entry{"restricted", {"även för namngivna", "also what is for named staff"}},
    Entry{"returned", {"återlämnad", "returned"}},
    Entry{"running", {"pågår", "running"}},
    Entry{"samordningsnummer", {"samordningsnummer", "samordningsnummer"}},
    Entry{"signed", {"signerad", "signed"}},
    Entry{"studies", {"studier", "studies"}},
    Entry{"superseded", {"ersatt", "superseded"}},
    Entry{"withdrawn", {"återkallat", "withdrawn"}},
    Entry{"work", {"arbete", "work"}},
    Entry{"workplace", {"arbetsplats", "workplace"}},
};

constexpr bool is_in_order(std::span<const Entry> entries) {
  for (std::size_t i = 1; i < entries.size(); ++i) {
    if (!(entries[i - 1].name < entries[i].name)) return false;
  }
  return true;
}
static_assert(is_in_order(labels_of_names) && is_in_order(labels_of_keys));

Label find(std::span<const Entry> entries, std::string_view name) {
  const auto found = std::lower_bound(
      entries.begin(), entries.end(), name,
      [](const Entry& entry, std::string_view wanted) { return entry.name < wanted; });
  const bool is_known = found != entries.end() && found->name == name;
  return is_known ? found->label : Label{name, name};
}

}  // namespace

Label label_of(std::string_view name) { return find(labels_of_names, name); }

Label label_of_key(std::string_view key) { return find(labels_of_keys, key); }

}  // namespace brygga::casework
