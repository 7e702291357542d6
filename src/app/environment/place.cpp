#include "app/environment/place.hpp"

#include "app/environment/asked.hpp"
#include <gmig/model/plan.hpp>
#include <gmig/support/text.hpp>

namespace gmig::app {
namespace {

/// A ledger's version, then a space, then the mark of what else is there.
constexpr char divider = ' ';

}  // namespace

EnvironmentPlace place_beside(const Request& request, const Workspace& workspace,
                              const std::string& word) {
    // BASE/NAME says it all, unless -e says something too.
    const bool says_base =
        word.find('/') != std::string::npos && !request.environment && !request.url;
    const Environment asked = says_base ? choose_environment(request_for(request, word), workspace)
                                        : choose_environment(request, workspace);
    if (asked.bare_url) {
        throw Error(Error::Kind::Usage, "environments stand beside one that gmig.json lists, and " +
                                            asked.target.shown + " is a bare URL")
            .state("nothing has changed")
            .next("list it under \"environments\" in gmig.json, and name it: -e NAME");
    }
    EnvironmentPlace place;
    place.base =
        choose_environment(request_for(request, environment_name(asked.name).base), workspace);
    place.name = environment_beside(place.base.name, word);
    place.environment = place.base;
    stand_beside(place.environment, place.name);
    return place;
}

Request inside_maintenance(const Request& request, const std::string& environment) {
    Request one = request_for(request, environment);
    one.in_maintenance = true;
    return one;
}

void require_says(const Connection& connection) {
    const std::string& name = connection.environment().name;
    if (connection.environment().bare_url || !connection.marker() ||
        connection.marker()->name == name) {
        return;
    }
    throw Error(Error::Kind::Guard, "this database says it is '" +
                                        printable(connection.marker()->name) + "', and not '" +
                                        printable(name) + "'")
        .at({.file = connection.environment().target.shown})
        .state("nothing has changed; reading works")
        .next("gmig env adopt -e " + name + " --confirm " + name);
}

std::string version_of_ledger(const Connection& connection) {
    std::vector<IdAndChecksum> executed;
    for (const LedgerEntry& entry : connection.ledger().entries()) {
        executed.push_back({entry.id, entry.checksum});
    }
    return version_of(executed).value;
}

std::string version_in(const std::string& content) {
    return content.substr(0, content.find(divider));
}

std::string content_of(const Connection& connection) {
    return version_of_ledger(connection) + divider + db::change_point(connection.driver());
}

std::string change_point_in(const std::string& content) {
    const std::size_t end = content.find(divider);
    return end == std::string::npos ? "" : content.substr(end + 1);
}

std::vector<std::string> content_changes(const std::string& earlier, const std::string& later) {
    std::vector<std::string> changes =
        db::changes_between(change_point_in(earlier), change_point_in(later));
    if (version_in(earlier) != version_in(later)) {
        changes.emplace_back("executed migrations");
    }
    return changes;
}

void tell_what_was_interrupted(const Request& request, const Workspace& workspace,
                               const Environment& environment) {
    require_there(environment, open_options(request, environment));
    const Connection connection(inside_maintenance(request, environment.name), workspace,
                                Connection::Purpose::Write);
}

void settle_quietly(const Request& request, const Workspace& workspace,
                    const Environment& environment) {
    Request silent = inside_maintenance(request, environment.name);
    silent.progress.note = nullptr;
    try {
        const Connection connection(silent, workspace, Connection::Purpose::Write);
    } catch (const Error& error) {
        request.note("it is done; the next writing command in " + printable(environment.name) +
                     " writes down there what it is now (" + error.what() + ")");
    }
}

void require_there(const Environment& environment, const db::OpenOptions& options) {
    if (db::database_exists(environment.target, options)) {
        return;
    }
    throw Error(Error::Kind::Usage, "there is no database of '" + printable(environment.name) + "'")
        .at({.file = environment.target.shown})
        .state("nothing has changed")
        .next("gmig env list");
}

void require_absent(const Environment& environment, const db::OpenOptions& options) {
    if (!db::database_exists(environment.target, options)) {
        return;
    }
    throw Error(Error::Kind::Usage, "'" + printable(environment.name) + "' is there already")
        .at({.file = environment.target.shown})
        .state("nothing has changed")
        .next("another name, or gmig env destroy " + environment.name +
              " --accept-data-loss --confirm " + environment.name);
}

}  // namespace gmig::app
