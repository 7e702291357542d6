#include "git/entries.hpp"
#include "git/libgit2_backend.hpp"
#include "git/program_backend.hpp"
#include "sandbox.hpp"

#include <gtest/gtest.h>

namespace gmig::git {
namespace {

TEST(Limits, RefuseABigFileBeforeItIsRead) {
    Sandbox sandbox;
    sandbox.init("r");
    sandbox.write("r/migrations/big.sql", std::string(max_file_bytes + 1, ' '));
    sandbox.write("r/migrations/fits.sql", std::string(max_file_bytes, ' '));
    const CommitId commit = sandbox.commit("r", "Big");
    Libgit2Backend library(sandbox.place("r"), {});
    ProgramBackend program(sandbox.place("r"), {});
    const auto refused = refuses(Error::Kind::Migration, "\"big.sql\" is larger than 16 MiB");
    const auto files = program.tree_objects(commit, sql_in("migrations"));
    EXPECT_THAT([&] { library.read(files); }, refused);
    EXPECT_THAT([&] { program.read(files); }, refused);
    EXPECT_EQ(library.read({files[1]}).front().bytes.size(), max_file_bytes);
    EXPECT_EQ(program.read({files[1]}).front().bytes.size(), max_file_bytes);
}

TEST(Limits, RefuseWhatIsTooMuchTogether) {
    Budget budget;
    for (int i = 0; i < 16; ++i) {
        budget.add("a.sql", max_file_bytes);
    }
    EXPECT_THAT([&] { budget.add("b.sql", 1); },
                refuses(Error::Kind::Migration, "more than 256 MiB"));
}

TEST(Limits, RefuseTooManyFiles) {
    Budget budget;
    for (std::uint64_t i = 0; i < max_files; ++i) {
        budget.add("a.sql", 0);
    }
    EXPECT_THAT([&] { budget.add("b.sql", 0); }, refuses(Error::Kind::Migration, "200000"));
}

// Ten trees of ten entries each, every one the next: 10^10 files for a kilobyte.
TEST(Limits, RefuseATreeThatUnfoldsWithoutEnd) {
    Sandbox sandbox;
    sandbox.make_repository();
    std::string below = sandbox.git("r", {"rev-parse", "HEAD:migrations"});
    std::string mode = "40000";
    for (int level = 0; level < 9; ++level) {
        std::string bytes;
        for (char name = '0'; name <= '9'; ++name) {
            bytes += mode + " " + name + std::string(1, '\0');
            for (std::size_t i = 0; i < below.size(); i += 2) {
                bytes += static_cast<char>(std::stoi(below.substr(i, 2), nullptr, 16));
            }
        }
        sandbox.write("tree", bytes);
        below = sandbox.git("r", {"hash-object", "-t", "tree", "-w", "../tree"});
    }
    const CommitId bomb{sandbox.git("r", {"commit-tree", "-m", "Bomb", below})};
    const FolderQuery nothing{"", [](std::string_view) { return false; }};
    EXPECT_THAT([&] { sandbox.open("r").tree_files(bomb, nothing); },
                refuses(Error::Kind::Migration, "holds too much"));
}

}  // namespace
}  // namespace gmig::git
