#pragma once

#include "app/schema/states.hpp"
#include <gmig/app/diff.hpp>

namespace gmig::app {

/// What leads from one state to the other, and back, renames settled first.
SchemaChange change_between(const Request& request, const SchemaState& from, const SchemaState& to,
                            const RenameAnswers& answers);

/// The same without a way back, for whoever needs none; nothing counts as renamed.
SchemaChange plain_change(const SchemaState& from, const SchemaState& to);

/// Runs the steps on a shadow of `from`, which must give `to`, then the way back, if there is one,
/// which must give `from`. Error{Internal} where they do not: such a change may never be written or
/// run.
void prove(const SchemaChange& change, const SchemaState& from, const SchemaState& to);

/// The change as a JSON migration's text, without id and parents.
std::string json_of_change(const SchemaChange& change, const SchemaState& from,
                           const SchemaState& to);

/// Reads that text as the engine will, and runs it as prove() runs the steps.
void prove_json(const Workspace& workspace, const std::string& text, const SchemaState& from,
                const SchemaState& to);

/// What steps destroy, in words, each once.
std::vector<std::string> losses_of(const std::vector<schema::RenderedStep>& steps);

/// Consent to the losses of a change, before it is written or run: --accept-data-loss, or a yes at
/// the terminal. Error{Guard} naming the flag.
void require_consent_to_losses(const Request& request, const std::vector<std::string>& losses);

}  // namespace gmig::app
