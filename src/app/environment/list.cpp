#include "app/environment/asked.hpp"
#include "app/environment/place.hpp"
#include <gmig/app/environments.hpp>

namespace gmig::app {
namespace {

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

std::int64_t size_of(db::Driver& driver) {
    const char* const question =
        driver.dialect() == Dialect::Sqlite
            ? "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            : "SELECT pg_catalog.pg_database_size(pg_catalog.current_database())";
    const std::vector<db::Row> rows = driver.query({question, {}});
    return rows.empty() ? 0 : std::stoll(rows.front().front().value_or("0"));
}

/// What a database says of itself.
void read_line(const Connection& connection, EnvironmentLine& line) {
    line.kind = connection.kind();
    line.bytes = size_of(connection.driver());
    line.maintenance = db::in_maintenance(connection.driver()) ? db::MaintenanceState::State::On
                                                               : db::MaintenanceState::State::Off;
    const std::optional<db::Marker>& marker = connection.marker();
    if (marker || connection.watch().watched()) {
        line.executed = connection.facts().entries.size();
    }
    if (!marker) {
        line.state = EnvironmentLine::State::Foreign;
        return;
    }
    line.identity = marker->identity;
    if (marker->name != line.name) {
        line.says = marker->name;
    }
    if (marker->origin && marker->origin->identity != marker->identity) {
        line.from = marker->origin->name;
        line.forked_at = marker->origin->at;
    }
}

EnvironmentLine line_of(const Request& request, const Workspace& workspace,
                        const std::string& name) {
    EnvironmentLine line{.name = name, .shown = {}};
    try {
        const Request one = request_for(request, name);
        const Environment environment = choose_environment(one, workspace);
        line.kind = environment.config.kind;
        line.shown = environment.target.shown;
        if (!db::database_exists(environment.target, open_options(one, environment))) {
            line.state = EnvironmentLine::State::Absent;
            return line;
        }
        const Connection connection(one, workspace, Connection::Purpose::Read);
        read_line(connection, line);
    } catch (const Error& error) {
        line.state = EnvironmentLine::State::Unreachable;
        line.problem = first_line(error.what());
    }
    return line;
}

/// A base that cannot be asked has nothing beside it, and says why itself.
std::vector<db::DatabaseBeside> standing_beside(const Request& request, const Workspace& workspace,
                                                const std::string& base) {
    try {
        const Environment environment = choose_environment(request_for(request, base), workspace);
        return db::databases_beside(environment.target, open_options(request, environment));
    } catch (const Error&) {
        return {};
    }
}

}  // namespace

std::vector<EnvironmentLine> list_environments(const Request& request) {
    const Workspace workspace(request);
    if (request.url) {
        choose_environment(request, workspace);  // what is wrong with it is told first
        throw Error(Error::Kind::Usage, "env list shows what gmig.json lists, and no URL")
            .state("nothing has changed")
            .next("gmig env list, without --url");
    }
    std::vector<EnvironmentLine> lines;
    for (const auto& [base, config] : workspace.project().environments) {
        lines.push_back(line_of(request, workspace, base));
        for (const db::DatabaseBeside& beside : standing_beside(request, workspace, base)) {
            lines.push_back(
                line_of(request, workspace, EnvironmentName{base, beside.name}.whole()));
        }
    }
    return lines;
}

}  // namespace gmig::app
