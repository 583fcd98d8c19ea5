// brygga-server: the office of one or more tenants, and the verbs of whoever operates it.
#include <sys/stat.h>

#include <CLI/CLI.hpp>

#include "app/access_review.hpp"
#include "app/casework_verbs.hpp"
#include "app/office_verbs.hpp"
#include "app/operator_desk.hpp"
#include "app/recovery_verbs.hpp"
#include "app/report_verbs.hpp"
#include "app/serve.hpp"
#include "casework/casework.hpp"
#include "casework/reports.hpp"
#include "storage/sqlite_tenant_store.hpp"

namespace brygga::server {
namespace {

constexpr const char* about =
    "brygga-server: the office that tablets and desks sync with.\n\n"
    "A first office, step by step:\n"
    "  brygga-server tenant create goteborg --title \"Göteborgs Stad\" --data office\n"
    "  brygga-server programme load --tenant goteborg kompetenscenter.toml --data office\n"
    "  brygga-server staff add --tenant goteborg --name \"Alice Andersson\" --role coach "
    "--unit Hisingen --data office\n"
    "  brygga-server serve --data office\n"
    "and, while it runs, in another terminal:\n"
    "  brygga-server device invite --tenant goteborg --staff \"Alice Andersson\" --data office\n\n"
    "Every verb but serve works whether the server runs or not. BRYGGA_DATA stands for --data.\n"
    "Exit status: 0 done, 1 it could not be done, 2 the command was not understood.";

// Collects the verbs; each remembers its options until it is clear which one is meant.
class CommandLine {
 public:
  int run(int count, char** arguments) {
    app_.require_subcommand(1);
    app_.set_version_flag("--version", "brygga-server 0.1.0");
    add_serve();
    add_tenant();
    add_unit();
    add_staff();
    add_programme();
    add_device();
    add_backup();
    add_restore();
    add_erase();
    add_retention();
    add_access();
    add_report();
    add_export();
    try {
      app_.parse(count, arguments);
    } catch (const CLI::ParseError& problem) {
      return app_.exit(problem) == 0 ? exit_ok : exit_usage;
    }
    return verb_();
  }

 private:
  VerbContext context() const { return {casework::schema(), data_, tenant_, json_}; }

  CLI::App* group(const char* name, const char* purpose) {
    CLI::App* made = app_.add_subcommand(name, purpose);
    made->require_subcommand(1);
    return made;
  }

  CLI::App* add_verb(CLI::App* parent, const char* name, const char* purpose,
                     std::function<int()> work) {
    CLI::App* verb = add_verb_without_data(parent, name, purpose, std::move(work));
    verb->add_option("--data", data_, "The office's data folder")
        ->envname("BRYGGA_DATA")
        ->required();
    return verb;
  }

  CLI::App* add_verb_without_data(CLI::App* parent, const char* name, const char* purpose,
                                  std::function<int()> work) {
    CLI::App* verb = parent->add_subcommand(name, purpose);
    // Of a verb and a further one below it, the lower one is meant.
    verb->callback([this, verb, work = std::move(work)] {
      if (verb->get_subcommands().empty()) verb_ = work;
    });
    return verb;
  }

  CLI::App* add_tenant_verb(CLI::App* parent, const char* name, const char* purpose,
                            std::function<int()> work) {
    CLI::App* verb = add_verb(parent, name, purpose, std::move(work));
    verb->add_option("--tenant", tenant_, "The tenant's name")->required();
    return verb;
  }

  void add_json(CLI::App* verb) { verb->add_flag("--json", json_, "Answer in JSON"); }

  void add_serve() {
    CLI::App* verb =
        add_verb(&app_, "serve", "Serve the office over HTTP until told to stop", [this] {
          serve_.data_folder = data_;
          return serve(serve_, casework::schema());
        });
    HttpOptions& http = serve_.http;
    verb->add_option("--listen", serve_.listen, "Address and port; port 0 takes any free one")
        ->capture_default_str();
    verb->add_option("--port-file", serve_.port_file, "Write the port to this file when listening");
    verb->add_option("--web", serve_.web_folder,
                     "Serve the web app from this folder, as clients/web/build leaves it");
    verb->add_option("--tls-cert", http.tls_certificate_file, "Certificate chain, PEM");
    verb->add_option("--tls-key", http.tls_key_file, "The certificate's private key, PEM");
    verb->get_option("--tls-cert")->needs("--tls-key");
    verb->get_option("--tls-key")->needs("--tls-cert");
    verb->add_flag("--insecure-plain", http.insecure_plain,
                   "Allow plain HTTP beyond this machine: only behind something that does TLS");
    verb->add_option("--connections-max", http.connections_max, "Connections at a time")
        ->capture_default_str();
    verb->add_option("--log-level", serve_.log_level, "debug, info, warn or error")
        ->check(CLI::IsMember({"debug", "info", "warn", "error"}))
        ->capture_default_str();
  }

  void add_tenant() {
    CLI::App* tenant = group("tenant", "Tenants: offices wholly apart from each other");
    CLI::App* create = add_verb(tenant, "create", "Make a tenant",
                                [this] { return create_tenant(context(), tenant_, title_); });
    create->add_option("NAME", tenant_, "Short name: a-z, 0-9 and -")->required();
    create->add_option("--title", title_, "Name that people read");
    add_json(
        add_verb(tenant, "list", "List the tenants", [this] { return list_tenants(context()); }));
  }

  void add_unit() {
    CLI::App* unit = group("unit", "Units of a tenant, such as its centres");
    CLI::App* add = add_tenant_verb(unit, "add", "Add a unit",
                                    [this] { return brygga::server::add_unit(context(), unit_); });
    add->add_option("--name", unit_.name, "Name")->required();
    add->add_option("--district", unit_.district, "District");
    add->add_option("--kind", unit_.kind, "Kind of unit");
    add->add_option(
        "--key", unit_.key,
        "Key under which programme definitions name it; made from the name if left out");
    add_json(add);
    add_json(
        add_tenant_verb(unit, "list", "List the units", [this] { return list_units(context()); }));
  }

  void add_staff() {
    CLI::App* staff = group("staff", "People with accounts");
    CLI::App* add = add_tenant_verb(staff, "add", "Add a person", [this] {
      return brygga::server::add_staff(context(), staff_);
    });
    add->add_option("--name", staff_.name, "Name")->required();
    add->add_option("--username", staff_.username, "User name, which imports may use");
    add->add_option("--role", staff_.roles,
                    "coach, manager, office, operator, partner or kiosk; may be repeated");
    add->add_option("--unit", staff_.units, "Unit where the person works; may be repeated");
    add->add_option("--manages", staff_.manages, "Unit that the person manages; may be repeated");
    add_json(add);
    add_json(
        add_tenant_verb(staff, "list", "List the staff", [this] { return list_staff(context()); }));
  }

  void add_programme() {
    CLI::App* programme = group("programme", "Programmes, each defined by a file");
    CLI::App* load = add_tenant_verb(programme, "load", "Load a programme's definition (TOML)",
                                     [this] { return load_programme(context(), file_); });
    load->add_option("FILE", file_, "The definition")->required();
    CLI::App* check = add_verb_without_data(programme, "check",
                                            "Say what a definition holds, or what is wrong in it",
                                            [this] { return check_programme(context(), file_); });
    check->add_option("FILE", file_, "The definition")->required();
    add_json(check);
    add_json(add_tenant_verb(programme, "list", "List the programmes",
                             [this] { return list_programmes(context()); }));
  }

  void add_device() {
    CLI::App* device = group("device", "Devices: tablets, phones and desks that sync");
    CLI::App* invite =
        add_tenant_verb(device, "invite", "Make a one-time code that enrols one device",
                        [this] { return invite_device(context(), invite_); });
    invite->add_option("--staff", invite_.staff, "Whose device: a name or an id")->required();
    invite->add_option("--name", invite_.device_name, "What to call the device");
    invite->add_option("--hours", invite_.hours, "Hours until the code expires")
        ->capture_default_str();
    invite->add_option("--url", invite_.url, "The office's URL as devices see it");
    add_json(invite);
    add_json(add_tenant_verb(device, "list", "List the devices",
                             [this] { return list_devices(context()); }));
    CLI::App* revoke = add_tenant_verb(device, "revoke", "Turn a device away from now on",
                                       [this] { return revoke_device(context(), device_); });
    revoke->add_option("NUMBER", device_, "As device list shows it")->required();
    CLI::App* wipe = add_tenant_verb(device, "wipe",
                                     "Have a device remove all that it holds when it is heard of "
                                     "next, once it has handed over what it has not sent",
                                     [this] { return wipe_device(context(), device_); });
    wipe->add_option("NUMBER", device_, "As device list shows it")->required();
    CLI::App* confirm =
        add_tenant_verb(device, "confirm", "Let a copied store have what the first one has",
                        [this] { return confirm_device(context(), device_); });
    confirm->add_option("NUMBER", device_, "As device list shows it")->required();
  }

  void add_backup() {
    CLI::App* backup =
        add_verb(&app_, "backup",
                 "Write a tenant's database to a file, while the server runs; journal and keys are "
                 "no part of it (docs/OPERATIONS.md)",
                 [this] { return back_up(context(), backup_); });
    backup->add_option("TENANT", tenant_, "The tenant's name")->required();
    backup->add_option("FILE_OR_FOLDER", backup_.target, "A new file, or a folder for one")
        ->required();
    backup->add_option("--keep", backup_.keep,
                       "Delete older backups of this tenant beyond so many, this one included");
    add_json(backup);
  }

  void add_restore() {
    CLI::App* restore =
        add_verb(&app_, "restore",
                 "Put a tenant's database back from a backup; nobody may have the tenant open",
                 [this] { return restore_tenant(context(), file_); });
    restore->add_option("TENANT", tenant_, "The tenant's name");
    restore->add_option("FILE", file_, "The backup");
    restore->require_subcommand(0, 1);
    CLI::App* status = add_further_verb(restore, "status",
                                        "What a restore did again, and which devices are not back",
                                        [this] { return restore_status(context()); });
    add_json(status);
    add_further_verb(
        restore, "confirm",
        "Let devices be sent again what they may have, whatever a restore may have forgotten",
        [this] { return confirm_restore(context()); });
  }

  // A verb below one that stands for itself, too, and has the data folder.
  CLI::App* add_further_verb(CLI::App* parent, const char* name, const char* purpose,
                             std::function<int()> work) {
    CLI::App* verb = parent->add_subcommand(name, purpose);
    verb->fallthrough();
    verb->add_option("TENANT", tenant_, "The tenant's name")->required();
    verb->callback([this, work = std::move(work)] { verb_ = work; });
    return verb;
  }

  void add_erase() {
    CLI::App* erase = add_verb(&app_, "erase",
                               "Erase records for ever, here, on every device and from the files; "
                               "a participant with the whole case",
                               [this] { return erase_rows(context(), erase_); });
    erase->add_option("TENANT", tenant_, "The tenant's name")->required();
    erase->add_option("ENTITY", erase_.entity, "participant, note, checkin and so on")->required();
    erase->add_option("ID", erase_.ids, "Ids of the records")->required();
    erase->add_flag("--yes", erase_.is_confirmed, "Erase; without it, only say what would be");
  }

  void add_retention() {
    CLI::App* retention =
        add_verb(&app_, "retention", "Erase the cases of which managers have decided so",
                 [this] { return carry_out_retention(context(), retention_); });
    retention->add_option("TENANT", tenant_, "The tenant's name")->required();
    retention->add_flag("--yes", retention_.is_confirmed,
                        "Erase; without it, only say what would be");
  }

  void add_access() {
    CLI::App* access =
        add_verb(&app_, "access",
                 "Review who opened whose record, and whether the logs of openings are whole",
                 [this] { return review_access(context(), access_); });
    access->add_option("TENANT", tenant_, "The tenant's name")->required();
    access->add_option("--month", access_.month, "Of one month only, as 2026-11");
    access->add_option("--staff", access_.staff, "Of one person only: a name or an id");
    access->add_flag("--json", json_, "As JSON");
  }

  void add_report() {
    CLI::App* verb =
        add_tenant_verb(&app_, "report", "Tell a programme's figures, while the server runs",
                        [this] { return show_report(context(), report_); });
    verb->add_option("NAME", report_.name, "outcomes, targets, limits, equity and so on")
        ->required()
        ->check(CLI::IsMember(casework::report_names()));
    verb->add_option("--programme", report_.programme, "The programme's key")->required();
    verb->add_option("--as-of", report_.as_of, "The day that the figures hold for; today");
    verb->add_option("--from", report_.from, "First day of the period");
    verb->add_option("--until", report_.until, "Last day of the period");
    verb->add_option("--by", report_.by, "Groups of outcomes: unit, district, year, commissioner")
        ->delimiter(',');
    CLI::Option* explain =
        verb->add_option("--explain", report_.explain, "Say who and what is behind this figure");
    verb->add_option("--group", report_.group, "Of this group")->needs(explain);
    verb->add_option("--limit", report_.limit, "Lines of a list of persons")->capture_default_str();
    verb->add_option("--offset", report_.offset, "Lines to leave out before");
    add_json(verb);
    verb->add_flag("--csv", report_.is_csv, "Answer as a file for spreadsheets")
        ->excludes("--json")
        ->excludes(explain);
  }

  void add_export() {
    CLI::App* files = group("export", "Files for others");
    CLI::App* hours =
        add_tenant_verb(files, "hours", "Sealed participant hours, as a profile says",
                        [this] { return export_participant_hours(context(), hours_); });
    hours->add_option("--profile", hours_.profile, "The profile (TOML)")->required();
    hours->add_option("--programme", hours_.programme, "The programme's key")->required();
    hours->add_option("--unit", hours_.unit, "The unit's key or name")->required();
    hours->add_option("--month", hours_.month, "Only this month, as 2026-09");
    hours->add_option("--to", hours_.target, "Write this file rather than standard output");
    CLI::App* attendance = add_tenant_verb(
        files, "attendance",
        "Every check-in behind a unit's hours, with when it was saved and received (CSV)",
        [this] { return export_attendance(context(), attendance_); });
    attendance->add_option("--programme", attendance_.programme, "The programme's key")->required();
    attendance->add_option("--unit", attendance_.unit, "The unit's key or name")->required();
    attendance->add_option("--month", attendance_.month, "Only this month, as 2026-09");
    attendance->add_option("--to", attendance_.target,
                           "Write this file rather than standard output");
  }

  CLI::App app_{about};
  std::function<int()> verb_;
  std::string data_;
  std::string tenant_;
  std::string title_;
  std::string file_;
  bool json_ = false;
  ServeOptions serve_;
  UnitOptions unit_;
  StaffOptions staff_;
  InviteOptions invite_;
  std::string device_;
  BackupOptions backup_;
  EraseOptions erase_;
  RetentionOptions retention_;
  AccessReviewOptions access_;
  ReportOptions report_;
  HoursExportOptions hours_;
  AttendanceExportOptions attendance_;
};

}  // namespace
}  // namespace brygga::server

int main(int count, char** arguments) {
  // What the office keeps is about people: nobody else on this machine may read it.
  umask(077);
  brygga::server::tune_sqlite();
  brygga::server::warn_on_standard_error();
  return brygga::server::CommandLine().run(count, arguments);
}
