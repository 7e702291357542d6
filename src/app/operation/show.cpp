// The operation log, and one operation in full.
#include "app/operation/ledger_line.hpp"
#include "app/operation/recording.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/app/undo.hpp>
#include <gmig/support/text.hpp>

#include <algorithm>
#include <limits>
#include <set>

namespace gmig::app {
namespace {

OperationLine line_of(const OperationRecord& record) {
    return {.number = record.number,
            .kind = record.kind,
            .command = record.command,
            .at = record.at,
            .by = record.by,
            .environment = record.place ? record.place->environment : "",
            .finished = record.state == OperationRecord::State::Done,
            .final_because = record.final_because,
            .undoes = record.undoes,
            .undone_by = record.undone_by};
}

std::vector<ShownOperation::Change> changes_in(const Connection& connection,
                                               const std::string& run_id) {
    std::vector<ShownOperation::Change> changes;
    std::set<std::int64_t> taken_back;
    for (const db::Operation& operation :
         connection.ledger().operations(std::numeric_limits<std::size_t>::max())) {
        const LedgerLine line = read_line(operation);
        taken_back.insert(line.undoes);
        if (operation.run_id == run_id) {
            changes.push_back({.kind = operation.kind,
                               .id = operation.id,
                               .name = operation.name,
                               .undone = taken_back.contains(operation.number)});
        }
    }
    std::ranges::reverse(changes);
    return changes;
}

void put_changes(const Request& request, const Workspace& workspace, const OperationRecord& record,
                 ShownOperation& shown) {
    const OperationPlace& place = *record.place;
    Request own = request;
    if (is_known_environment(workspace, place.environment)) {
        own.environment = place.environment;
        own.url.reset();
    }
    try {
        const Connection connection(own, workspace, Connection::Purpose::Read);
        if (connection.marker() && connection.marker()->identity == place.identity) {
            shown.changes = changes_in(connection, record.run_id);
        } else {
            shown.ledger_unknown = "it was done in another database: " + place.shown;
        }
    } catch (const Error& error) {
        shown.ledger_unknown = error.what();
    }
}

}  // namespace

std::vector<OperationLine> operation_log(const Request& request) {
    const Workspace workspace(request);
    std::vector<OperationLine> lines;
    std::ranges::transform(OperationLog(workspace).records(), std::back_inserter(lines), line_of);
    return lines;
}

ShownOperation show_operation(const Request& request, std::int64_t number) {
    const Workspace workspace(request);
    const OperationLog log(workspace);
    const auto record = log.find(number);
    if (!record) {
        throw Error(Error::Kind::Usage, "there is no operation " + std::to_string(number) + " here")
            .next("gmig op log");
    }
    if (record->kind.empty()) {
        throw Error(Error::Kind::Recover, "the record of operation " + std::to_string(number) +
                                              " is damaged or cut short")
            .at({.file = (log.folder() / std::to_string(number)).string()})
            .state("what it did to a database stands in that database's ledger")
            .next("gmig op log");
    }
    ShownOperation shown{.line = line_of(*record)};
    for (const FileChange& file : record->rebase ? record->rebase->files : record->files) {
        shown.files.push_back(
            {.path = file.path.generic_string(), .before = file.before, .after = file.after});
    }
    if (record->head_before && record->head_after) {
        shown.head_before = shown_place(*record->head_before);
        shown.head_after = shown_place(*record->head_after);
    }
    if (record->place) {
        put_changes(request, workspace, *record, shown);
    }
    return shown;
}

}  // namespace gmig::app
