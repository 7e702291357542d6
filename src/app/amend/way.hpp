#pragma once

#include "app/amend/beyond_schema.hpp"
#include "app/amend/joined_script.hpp"
#include "app/schema/states.hpp"
#include <gmig/app/amend.hpp>
#include <gmig/app/connection.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace gmig::app {

/// A migration before and after, among all that is executed.
struct AmendedChain {
    std::vector<Migration> executed;  ///< the ledger's texts, in the order of execution
    std::size_t place = 0;            ///< of the amended one in it
    /// As it is to be, as SQL; nothing when it is removed.
    std::optional<Migration> amended;
    /// How it is called; executed[place] may have an older name.
    std::string name;
    SchemaState from;  ///< what `executed` builds
    SchemaState to;    ///< the same with `amended` in its place
};

/// How a change gets through the database.
struct AmendWay {
    explicit AmendWay(Dialect dialect) : script(dialect) {}

    std::vector<AmendStep> plan;
    SchemaChange change;
    JoinedScript script;              ///< what runs; without a statement only the row changes
    std::string back;                 ///< SQL that takes it back; empty where rows alone do
    std::string final_because;        ///< why it cannot be taken back
    std::vector<std::string> losses;  ///< before it is known which of them have rows
    std::vector<Script> downs;        ///< of what is taken out
    /// What made it go by the parts; nothing where the difference of the schemas is enough.
    std::optional<BeyondSchema> beyond;
};

/// The difference of the two schemas where it carries the change; else the down parts of what is
/// executed from the amended one on, the newest first, then the up parts again. Proven on a shadow.
/// `file` is the one that was edited. Error{Guard} where a part that is needed is missing, or runs
/// outside a transaction.
AmendWay find_way(const Request& request, const Workspace& workspace, const Migration& file,
                  const AmendedChain& chain, const RenameAnswers& answers);

/// Consent to the losses; and, where no difference carries the change, to going by the parts at
/// all. `name` is the migration's. Error{Guard} with both ways out.
void require_consent_to_way(const Request& request, const AmendWay& way, const std::string& name,
                            const std::vector<std::string>& losses);

}  // namespace gmig::app
