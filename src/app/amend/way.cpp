#include "app/amend/way.hpp"

#include "app/schema/change.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>
#include <span>

namespace gmig::app {
namespace {

constexpr const char* tried_only = "it was tried on a shadow only: nothing has changed";

sql::RunnableOptions options_of(const Workspace& workspace) {
    return {.grammar = sql::Grammar::Lexer,
            .allow_empty = true,
            .own_history = workspace.project().name == "gmig"};
}

AmendStep step_of(AmendAction action, const Migration& migration) {
    return {.action = action, .id = migration.id, .name = migration.name};
}

/// Those executed from the amended one on.
std::span<const Migration> behind(const AmendedChain& chain) {
    return std::span(chain.executed).subspan(chain.place + 1);
}

[[noreturn]] void refuse_parts(const Migration& migration, const AmendedChain& chain,
                               const BeyondSchema& beyond, const std::string& why) {
    throw Error(Error::Kind::Guard,
                "no difference of schemas carries this: " + printable(beyond.statement) + "; and " +
                    migration.name + " cannot be taken out and put in again: " + why)
        .at(beyond.where)
        .state("nothing has changed")
        .next("put back what was executed (gmig show --executed " + shell_word(chain.name) +
              ") and make the change a migration of its own: gmig new NAME");
}

void require_parts(const Migration& migration, const AmendedChain& chain,
                   const BeyondSchema& beyond) {
    if (!migration.down) {
        refuse_parts(migration, chain, beyond, "it has no down part");
    }
    if (migration.down->transaction == TransactionMode::Off ||
        migration.up.transaction == TransactionMode::Off) {
        refuse_parts(migration, chain, beyond, "it runs outside a transaction");
    }
}

std::vector<const Migration*> newest_first(const std::vector<const Migration*>& executed) {
    return {executed.rbegin(), executed.rend()};
}

/// Takes out what `there` says, the newest first, and puts in `wanted`.
JoinedScript out_and_in(const Workspace& workspace, const std::vector<const Migration*>& there,
                        const std::vector<const Migration*>& wanted) {
    const sql::RunnableOptions options = options_of(workspace);
    JoinedScript script(workspace.project().dialect);
    for (const Migration* one : newest_first(there)) {
        script.add(*one->down, options);
    }
    for (const Migration* one : wanted) {
        script.add(one->up, options);
    }
    return script;
}

/// Roles and the like are the server's: they stay as they are on a shadow.
void run_on_shadow(db::Shadow& shadow, const JoinedScript& script) {
    sql::Runnable runnable = script.runnable();
    const Dialect dialect = shadow.driver().dialect();
    std::erase_if(runnable.statements, [&](const sql::Statement& statement) {
        return sql::server_wide(dialect, statement);
    });
    db::TransactionRun run;
    run.part = {&script.script(), std::move(runnable)};
    run.ledger = [](std::int64_t /*duration_us*/) { return std::vector<db::Query>(); };
    run.confirm = {"SELECT 1 WHERE 1 = 0", {}};
    run.fault_prefix = "shadow";
    shadow.driver().run(run);
}

void prove_parts(const AmendedChain& chain, const JoinedScript& script) {
    db::Shadow shadow = chain.from.shadow();
    try {
        run_on_shadow(shadow, script);
    } catch (const Error& error) {
        const Error placed = script.placed(error);
        throw Error(placed.kind(), placed.what())
            .at(placed.where())
            .state(tried_only)
            .next(placed.next().empty() ? "mend what is there, then gmig amend again"
                                        : placed.next())
            .by_signal(placed.signal());
    }
    const schema::Schema made = shadow.schema();
    if (!same_as_modelled(chain.to.schema, made)) {
        throw Error(Error::Kind::Guard, "taken out by its down part and put in again, " +
                                            chain.name + " would leave something behind: " +
                                            differences_in_words(chain.to.schema, made, 3))
            .state(tried_only)
            .next("write the change as a migration of its own: gmig new NAME");
    }
}

std::vector<const Migration*> joined_with(const Migration* first,
                                          std::span<const Migration> others) {
    std::vector<const Migration*> all;
    if (first != nullptr) {
        all.push_back(first);
    }
    for (const Migration& other : others) {
        all.push_back(&other);
    }
    return all;
}

void plan_parts(AmendWay& way, const std::vector<const Migration*>& old_ones,
                const std::vector<const Migration*>& new_ones) {
    for (const Migration* one : newest_first(old_ones)) {
        way.downs.push_back(*one->down);
        way.plan.push_back(step_of(AmendAction::Rollback, *one));
    }
    for (const Migration* one : new_ones) {
        way.plan.push_back(step_of(AmendAction::Execute, *one));
    }
}

/// The difference of the two schemas, proven on a shadow.
AmendWay way_by_difference(const Request& request, const Workspace& workspace,
                           const AmendedChain& chain, const RenameAnswers& answers) {
    AmendWay way(workspace.project().dialect);
    way.change = change_between(request, chain.from, chain.to, answers);
    const Migration& executed = chain.executed[chain.place];
    const AmendAction action = !chain.amended       ? AmendAction::Remove
                               : way.change.empty() ? AmendAction::Record
                                                    : AmendAction::Change;
    way.plan.push_back({.action = action, .id = executed.id, .name = chain.name});
    if (way.change.empty()) {
        return way;
    }
    prove(way.change, chain.from, chain.to);
    way.losses = way.change.losses;
    way.back = schema::script_of(way.change.back);
    const Script script{.text = schema::script_of(way.change.steps),
                        .path = "the change to " + chain.name};
    way.script.add(script, options_of(workspace));
    return way;
}

/// The down parts of what is executed from the amended one on, the newest first, then the up parts
/// again, proven on a shadow.
AmendWay way_by_parts(const Workspace& workspace, const AmendedChain& chain,
                      const BeyondSchema& beyond) {
    const Migration& executed = chain.executed[chain.place];
    const Migration* const amended = chain.amended ? &*chain.amended : nullptr;
    const std::vector<const Migration*> old_ones = joined_with(&executed, behind(chain));
    const std::vector<const Migration*> new_ones = joined_with(amended, behind(chain));
    for (const Migration* one : old_ones) {
        require_parts(*one, chain, beyond);
    }
    if (amended != nullptr && amended->up.transaction == TransactionMode::Off) {
        refuse_parts(*amended, chain, beyond, "it runs outside a transaction");
    }
    AmendWay way(workspace.project().dialect);
    way.beyond = beyond;
    way.script = out_and_in(workspace, old_ones, new_ones);
    prove_parts(chain, way.script);
    plan_parts(way, old_ones, new_ones);
    if (amended == nullptr) {
        way.plan.push_back({.action = AmendAction::Remove, .id = executed.id, .name = chain.name});
    }
    const bool can_go_back =
        amended == nullptr || (amended->down && amended->down->transaction == TransactionMode::On);
    if (can_go_back) {
        way.back = out_and_in(workspace, new_ones, old_ones).sql();
    } else {
        way.final_because = chain.name + " has no down part now that could take it out again";
    }
    return way;
}

}  // namespace

AmendWay find_way(const Request& request, const Workspace& workspace, const Migration& file,
                  const AmendedChain& chain, const RenameAnswers& answers) {
    const Script nothing{.text = {}, .path = file.path};
    const Script& executed = chain.executed[chain.place].up;
    const Script& amended = chain.amended ? chain.amended->up : nothing;
    auto beyond = changed_beyond_schema(executed, amended, workspace.project().dialect);
    if (!beyond && chain.from.schema.unmodelled != chain.to.schema.unmodelled) {
        beyond = BeyondSchema{.where = {.file = file.path},
                              .statement = "what gmig does not model (" +
                                           join(chain.to.schema.unmodelled, ", ") + ")",
                              .gone = chain.to.schema.unmodelled.empty()};
    }
    return beyond ? way_by_parts(workspace, chain, *beyond)
                  : way_by_difference(request, workspace, chain, answers);
}

void require_consent_to_way(const Request& request, const AmendWay& way, const std::string& name,
                            const std::vector<std::string>& losses) {
    if (!way.beyond) {
        require_consent_to_losses(request, losses);
        return;
    }
    if (request.accept_data_loss) {
        return;
    }
    const std::string lost = losses.empty() ? "" : "; the data of " + join(losses, ", ") + " go";
    const std::string what =
        (way.beyond->gone ? "no longer in it: " : "") + printable(way.beyond->statement);
    if (request.ask &&
        request.ask("no difference of schemas carries this: " + what + ". Take " + name +
                    " out by its down part and put it in again" + lost + "?")) {
        return;
    }
    throw Error(Error::Kind::Guard, "no difference of schemas carries this: " + what)
        .at(way.beyond->where)
        .state("nothing has changed" + lost)
        .next("gmig amend " + shell_word(name) +
              " --accept-data-loss, which takes it out by its down part and puts it in again; or "
              "put it back, and gmig new NAME");
}

}  // namespace gmig::app
