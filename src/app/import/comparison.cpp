#include "app/import/comparison.hpp"

#include "app/schema/change.hpp"
#include "app/schema/replay.hpp"
#include "app/schema/states.hpp"
#include <gmig/schema/difference.hpp>

#include <utility>

namespace gmig::app {

void refuse_comparison(const Error& error) {
    if (error.kind() != Error::Kind::Migration && error.kind() != Error::Kind::Database) {
        throw Error(error);
    }
    throw Error(Error::Kind::Guard, std::string("the schema cannot be compared, for the executed "
                                                "migrations do not run on an empty database: ") +
                                        error.what())
        .at(error.where())
        .state("nothing has changed")
        .next("mend what they need, or adopt them unseen: the same command with --accept-drift");
}

SchemaComparison compare_schema(const Request& request, const Workspace& workspace,
                                const Connection& connection,
                                const std::vector<Migration>& migrations) {
    std::vector<const Migration*> pointers;
    for (const Migration& migration : migrations) {
        pointers.push_back(&migration);
    }
    const SchemaState expected{.shown = "what these migrations build",
                               .schema = replayed_schema(request, workspace, pointers),
                               .history = {},
                               .shadow = {}};
    LiveSchema beside = live_schema_beside(workspace, connection.driver(), expected.schema);
    const SchemaState live{.shown = "env:" + connection.environment().name,
                           .schema = std::move(beside.schema),
                           .history = {},
                           .shadow = {}};
    SchemaComparison comparison{
        .differences = {}, .back = {}, .passed_over = std::move(beside.passed_over)};
    for (const schema::Modification& one : schema::difference(expected.schema, live.schema)) {
        comparison.differences.push_back(schema::described(one));
    }
    comparison.back = plain_change(live, expected);
    return comparison;
}

}  // namespace gmig::app
