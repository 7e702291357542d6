#pragma once

#include "git/access.hpp"
#include "git/files.hpp"
#include "git/libgit2_backend.hpp"
#include "git/program_backend.hpp"
#include <gmig/git/repository.hpp>
#include <gmig/support/error.hpp>

#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gmig::git {

/// The two that can answer, and which of them is asked.
struct Repository::State {
    State(Place found, Variables handed_down)
        : place(std::move(found)), variables(std::move(handed_down)), program(place, variables) {}

    Place place;
    Variables variables;
    ProgramBackend program;
    std::optional<Libgit2Backend> library;
    bool accepted = false;  // by git's rules about its owner
    bool opened = false;

    // A partial clone's: what libgit2 lacks is fetched at once before git is asked.
    template <typename Reading>
    std::vector<FileContent> read(const std::vector<FileObject>& files, const Reading& reading) {
        open();
        if (library) {
            try {
                return reading(*library);
            } catch (const Error& unable) {
                require_other_backend(unable);
            }
            program.fetch(library->missing(files));
        }
        return reading(program);
    }

    // Asks libgit2, and for what that cannot answer, git.
    template <typename Question>
    auto ask(const Question& question) {
        open();
        if (library) {
            try {
                return question(*library);
            } catch (const Error& unable) {
                require_other_backend(unable);
            }
        }
        return question(program);
    }

    // The same, where "nothing" from libgit2 can also mean that it knows less: a revision's
    // syntax, a part of the configuration.
    template <typename Question>
    auto ask_until_found(const Question& question) {
        open();
        if (library) {
            try {
                if (auto answer = question(*library)) {
                    return answer;
                }
            } catch (const Error& unable) {
                require_other_backend(unable);
            }
        }
        return question(program);
    }

    // Where a shallow clone ends, every file seems to have been added.
    std::unordered_map<std::string, Change> known(
        std::unordered_map<std::string, Change> changes) const {
        const std::string ends = shallow_commits(place, variables);
        std::erase_if(changes, [&](const auto& change) {
            return ends.find(change.second.commit.value) != std::string::npos;
        });
        return changes;
    }

    void accept() {
        if (!accepted) {
            require_access(place, variables);
            accepted = true;
        }
    }

    void open() {
        if (opened) {
            return;
        }
        accept();
        opened = true;
        try {
            library.emplace(place, variables);
        } catch (const Error& unable) {
            if (unable.kind() != Error::Kind::Environment) {
                require_other_backend(unable);
            }
        }
    }

    // Only where an Error is being caught: one that another backend would say too goes on.
    static void require_other_backend(const Error& unable) {
        if (unable.kind() != Error::Kind::Repository) {
            throw;
        }
    }
};

}  // namespace gmig::git
