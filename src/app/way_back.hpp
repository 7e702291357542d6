#pragma once

#include "app/schema/rendering.hpp"
#include <gmig/app/connection.hpp>
#include <gmig/model/plan.hpp>

#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// One executed migration to be taken out, with the text that does it.
struct WayBack {
    Script down;
    sql::RunnableOptions options;
};

/// What a row's migration was executed as: its file (null: none) while the up part is that, else
/// the ledger's texts. Of JSON those come first, since this gmig may render it otherwise; `step`
/// says where the file stands in the renderer's history.
Migration executed_parts(const Connection& connection, Renderer& renderer, const Step& step,
                         const LedgerEntry& row, const Migration* file);

/// Its down part; nothing when it has none.
std::optional<WayBack> way_back(const Workspace& workspace, const Connection& connection,
                                Renderer& renderer, const Step& step, const LedgerEntry& row,
                                const Migration* file);

/// Reads every down part as it will be run; what data they lose together, each once.
std::vector<std::string> judged_losses(const Connection& connection,
                                       const std::vector<WayBack>& ways);

}  // namespace gmig::app
