#pragma once

#include <gmig/app/hook.hpp>
#include <gmig/model/ids.hpp>

#include <string>
#include <vector>

namespace gmig::app {

/// The refs that hold a ledger: the usual one, and those that gmig.json of HEAD names.
std::vector<std::string> ledger_refs(const Request& request);

/// What a push does to a ledger ref, as a server sees it: facts only ever get added (GM902). A ref
/// that is made or deleted has no object (zeros) before or after. Reads only: in a quarantine no
/// ref may be written.
void check_ledger_push(const Request& request, const std::string& ref, const CommitId& before,
                       const CommitId& after, HookResult& result);

}  // namespace gmig::app
