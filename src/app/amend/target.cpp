#include "app/amend/target.hpp"

#include "app/executed.hpp"
#include "app/rebase/upstream.hpp"
#include "app/schema/states.hpp"
#include <gmig/support/text.hpp>

#include <algorithm>

namespace gmig::app {
namespace {

const Assessed& assessed_of(const AmendSides& sides, const MigrationId& id) {
    return *std::ranges::find(sides.assessment.migrations, id, &Assessed::id);
}

[[noreturn]] void refuse_without_file(const Migration& executed) {
    throw Error(Error::Kind::History, executed.name + " is executed here, and no file has it")
        .state("nothing has changed")
        .next("gmig switch, which takes out what the files lack");
}

const Assessed& named(const AmendSides& sides, const std::string& word) {
    try {
        return assessed_of(sides, resolve(sides.history, word).id);
    } catch (const Error& unknown) {
        std::optional<Migration> executed;
        try {
            executed = resolve(executed_history(sides.facts), word);
        } catch (const Error&) {
            throw Error(unknown);  // neither has it: what the files' answer says
        }
        refuse_without_file(*executed);
    }
}

bool differs(const AmendSides& sides, const Assessed& assessed) {
    return assessed.position && assessed.entry &&
           !is_as_executed(sides.history.migrations()[*assessed.position],
                           sides.facts.entries[*assessed.entry]);
}

std::vector<std::string> edited_besides(const AmendSides& sides, const Assessed& latest) {
    std::vector<std::string> names;
    for (const Assessed& assessed : sides.assessment.migrations) {
        if (assessed.id != latest.id && differs(sides, assessed) &&
            !sides.published.contains(assessed.id)) {
            names.push_back(assessed.name);
        }
    }
    return names;
}

[[noreturn]] void refuse_to_guess(const Assessed& latest, const std::vector<std::string>& edited) {
    throw Error(Error::Kind::Usage,
                "the latest migration, " + latest.name +
                    (latest.entry ? ", is as it was executed" : ", is not executed here") +
                    "; edited since they were executed: " + join(edited, ", "))
        .state("nothing has changed")
        .next("gmig amend " + shell_word(edited.front()));
}

}  // namespace

Published published_migrations(const Request& request, const Workspace& workspace) {
    Published published;
    for (const PublishedBranch& branch : published_branches(workspace)) {
        for (const Migration& migration :
             set_in_git(request, workspace, branch.commit).migrations) {
            published.emplace(migration.id, branch.shown);
        }
    }
    return published;
}

bool is_as_executed(const Migration& file, const LedgerEntry& row) {
    return file.checksum == row.checksum && file.down_checksum == row.down_checksum &&
           file.verify_checksum == row.verify_checksum;
}

const Assessed* choose_to_amend(const AmendSides& sides, const std::string& word,
                                bool takes_unedited) {
    if (!word.empty()) {
        return &named(sides, word);
    }
    const auto migrations = sides.history.migrations();
    const auto latest = std::find_if(
        migrations.rbegin(), migrations.rend(),
        [&](const Migration& migration) { return !sides.published.contains(migration.id); });
    if (latest == migrations.rend()) {
        return nullptr;
    }
    const Assessed& assessed = assessed_of(sides, latest->id);
    if (!takes_unedited && !differs(sides, assessed)) {
        if (const auto edited = edited_besides(sides, assessed); !edited.empty()) {
            refuse_to_guess(assessed, edited);
        }
    }
    return &assessed;
}

std::vector<std::string> notes_on_others(const AmendSides& sides, const MigrationId& amended) {
    std::vector<std::string> notes;
    for (const Assessed& assessed : sides.assessment.migrations) {
        if (assessed.id == amended) {
            continue;
        }
        if (assessed.state == State::Edited) {
            notes.push_back(assessed.name + " was edited, too, and its row stays as it is: gmig " +
                            "amend " + shell_word(assessed.name));
        } else if (assessed.state == State::Missing || assessed.state == State::OtherBranch) {
            notes.push_back(assessed.name + " is executed here, and no file has it: gmig switch");
        }
    }
    return notes;
}

}  // namespace gmig::app
