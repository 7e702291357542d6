#include "app/amend/elsewhere.hpp"

#include "app/check/known_facts.hpp"
#include "app/environment/asked.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <filesystem>
#include <optional>

namespace gmig::app {
namespace {

/// Asks one environment after the other; one object per amend.
class Asking {
public:
    Asking(const Request& request, const Workspace& workspace, const Connection& connection,
           const Migration& file)
        : request_(request), workspace_(workspace), connection_(connection), file_(file) {}

    Elsewhere ask_all() {
        for (const auto& [name, config] : workspace_.project().environments) {
            if (!is_here(name)) {
                ask(config);
            }
        }
        return std::move(result_);
    }

private:
    [[nodiscard]] bool is_here(const std::string& name) const;
    void ask(const layout::EnvironmentConfig& config);
    [[nodiscard]] std::string absent_file(const std::string& name) const;
    void recall(const layout::EnvironmentConfig& config, const std::string& why);
    void judge(const Facts& facts, EnvironmentKind kind);

    const Request& request_;
    const Workspace& workspace_;
    const Connection& connection_;
    const Migration& file_;
    Elsewhere result_;
};

/// Two names of gmig.json may be one database.
bool Asking::is_here(const std::string& name) const {
    const Environment& here = connection_.environment();
    if (!here.bare_url && here.name == name) {
        return true;
    }
    try {
        return choose_environment(request_for(request_, name), workspace_).target.location ==
               here.target.location;
    } catch (const Error&) {
        return false;  // asking it will say why
    }
}

/// SQLite: a shared database whose file is not there lies on another machine, so it tells nothing.
std::string Asking::absent_file(const std::string& name) const {
    try {
        const db::Target target =
            choose_environment(request_for(request_, name), workspace_).target;
        const bool absent =
            target.dialect == Dialect::Sqlite && !std::filesystem::exists(target.location);
        return absent ? "its file is not here" : "";
    } catch (const Error&) {
        return "";
    }
}

void Asking::ask(const layout::EnvironmentConfig& config) {
    if (const std::string why = absent_file(config.name); !why.empty()) {
        if (config.kind != EnvironmentKind::Local) {
            recall(config, why);
        }
        return;
    }
    const AskedEnvironment asked = ask_environment(request_for(request_, config.name), workspace_);
    if (asked.failure) {
        recall(config, asked.failure->what());
        return;
    }
    if (!asked.connection) {
        return;
    }
    const auto& marker = asked.connection->marker();
    if (marker && marker->name != config.name) {
        recall(config, "its database says that it is '" + printable(marker->name) + "'");
        return;
    }
    judge(asked.connection->facts(),
          config.kind == EnvironmentKind::Local ? asked.connection->kind() : config.kind);
}

void Asking::recall(const layout::EnvironmentConfig& config, const std::string& why) {
    const std::vector<Facts> known = known_facts(request_, workspace_, workspace_.project());
    const auto facts = std::ranges::find(known, config.name, &Facts::environment);
    const bool shared = facts != known.end() && facts->source == FactsSource::Shared;
    const bool seen = shared || (facts != known.end() && facts->source == FactsSource::Cached);
    result_.notes.push_back(config.name + " (" + std::string(to_string(config.kind)) +
                            ") was not asked: " + why.substr(0, why.find('\n')) +
                            (shared ? "; what others shared of it counts"
                             : seen ? "; what this clone last saw of it counts"
                                    : ""));
    if (seen) {
        judge(*facts, config.kind);
    }
}

void Asking::judge(const Facts& facts, EnvironmentKind kind) {
    const auto row = std::ranges::find(facts.entries, file_.id, &LedgerEntry::id);
    if (row == facts.entries.end()) {
        return;
    }
    const std::string& where = facts.environment;
    if (kind == EnvironmentKind::Local) {
        result_.local.push_back({where, row->checksum});
        return;
    }
    const bool has_new_text = row->checksum == file_.checksum;
    result_.refusals.push_back(
        {.code = Code::EditedAfterExecution,
         .severity = Severity::Error,
         .id = file_.id,
         .name = file_.name,
         .where = {.file = file_.path},
         .message = file_.name + " is executed in " + where + ", which is " +
                    std::string(to_string(kind)) + ": it is frozen",
         .remedy = has_new_text
                       ? "that one has executed it as the file is: gmig switch"
                       : "put back what was executed (gmig show --executed " +
                             shell_word(file_.name) +
                             ") and make the change a migration of its own: gmig new NAME"});
}

}  // namespace

Elsewhere ask_elsewhere(const Request& request, const Workspace& workspace,
                        const Connection& connection, const Migration& file) {
    return Asking(request, workspace, connection, file).ask_all();
}

}  // namespace gmig::app
