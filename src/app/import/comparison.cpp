#include "app/import/comparison.hpp"

#include "app/schema/change.hpp"
#include "app/schema/replay.hpp"
#include "app/schema/states.hpp"
#include <gmig/schema/difference.hpp>

namespace gmig::app {

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
    const SchemaState live{.shown = "env:" + connection.environment().name,
                           .schema = live_schema(workspace, connection.driver()),
                           .history = {},
                           .shadow = {}};
    SchemaComparison comparison;
    for (const schema::Modification& one : schema::difference(expected.schema, live.schema)) {
        comparison.differences.push_back(schema::described(one));
    }
    comparison.back = plain_change(live, expected);
    return comparison;
}

}  // namespace gmig::app
