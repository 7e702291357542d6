#pragma once

#include "app/amend/way.hpp"

namespace gmig::app {

/// What is to be carried out.
struct AmendRun {
    const AmendWay& way;
    const AmendedChain& chain;
    const LedgerEntry& row;  ///< as it stands in the ledger
    const Migration& file;   ///< as it is afterwards, as SQL
    const db::RunIdentity& identity;
};

/// Schema, verify part and ledger row in one transaction. An error has its place in the file that
/// its statement came from, and what helps.
void run_way(const Workspace& workspace, const Connection& connection, const AmendRun& run);

}  // namespace gmig::app
