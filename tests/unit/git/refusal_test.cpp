// What may not stand under a wanted name, or in the folder's place: refused by each backend alike.
#include "git/entries.hpp"
#include "git/libgit2_backend.hpp"
#include "git/program_backend.hpp"
#include "sandbox.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace gmig::git {
namespace {

namespace fs = std::filesystem;

struct RefusalCase {
    const char* name;
    std::function<void(const Sandbox&)> make;
    const char* message;
};

void link_file(const Sandbox& sandbox) {
    fs::create_symlink("one.sql", sandbox / "r/migrations/link.sql");
}
void link_folder(const Sandbox& sandbox) {
    fs::create_directories(sandbox / "r/elsewhere");
    fs::rename(sandbox / "r/migrations", sandbox / "r/elsewhere/migrations");
    fs::create_symlink("elsewhere/migrations", sandbox / "r/migrations");
}
void file_for_folder(const Sandbox& sandbox) {
    fs::remove_all(sandbox / "r/migrations");
    sandbox.write("r/migrations", "a file");
}
void folder_for_file(const Sandbox& sandbox) {
    sandbox.write("r/migrations/x.sql/README", "not a migration");
}
void submodule_for_file(const Sandbox& sandbox) {
    sandbox.init("r/migrations/sub.sql");
    sandbox.git("r/migrations/sub.sql", {"commit", "--quiet", "--allow-empty", "--message", "x"});
}
void submodule_for_folder(const Sandbox& sandbox) {
    sandbox.git("r", {"rm", "--quiet", "-r", "migrations"});
    sandbox.init("r/migrations");
    sandbox.git("r/migrations", {"commit", "--quiet", "--allow-empty", "--message", "x"});
}

const std::vector<RefusalCase>& refusal_cases() {
    static const std::vector<RefusalCase> all = {
        {"ALinkUnderAWantedName", link_file, "\"migrations/link.sql\" is a symbolic link in "},
        {"ALinkInTheFoldersPlace", link_folder, "\"migrations\" is a symbolic link in "},
        {"AFileInTheFoldersPlace", file_for_folder, "\"migrations\" is a file in "},
        {"AFolderUnderAWantedName", folder_for_file, "\"migrations/x.sql\" is a folder in "},
        {"ASubmoduleUnderAWantedName", submodule_for_file,
         "\"migrations/sub.sql\" is a submodule in "},
        {"ASubmoduleInTheFoldersPlace", submodule_for_folder, "\"migrations\" is a submodule in "},
    };
    return all;
}

class Refusal : public testing::TestWithParam<RefusalCase> {
protected:
    void SetUp() override {
        sandbox_.make_repository();
        GetParam().make(sandbox_);
        commit_ = sandbox_.commit("r", "Something odd");
    }
    template <typename Backend>
    void expect_refusals(std::string_view folder) {
        Backend backend(sandbox_.place("r"), {});
        const auto query = sql_in(std::string(folder));
        EXPECT_THAT([&] { backend.tree_objects(commit_, query); },
                    refuses(Error::Kind::Migration, GetParam().message + describe(commit_)));
        EXPECT_THAT([&] { backend.index_objects(query); },
                    refuses(Error::Kind::Migration, GetParam().message + std::string(the_index)));
    }

    Sandbox sandbox_;
    CommitId commit_;
};

TEST_P(Refusal, IsTheSameFromEachBackend) {
    expect_refusals<Libgit2Backend>("migrations");
    expect_refusals<ProgramBackend>("migrations");
    expect_refusals<Repository>("migrations");
}

TEST_P(Refusal, NamesThePlace) {
    Repository repository = sandbox_.open("r");
    try {
        repository.tree_files(commit_, sql_in("migrations"));
        FAIL() << "nothing was refused";
    } catch (const Error& error) {
        EXPECT_THAT(error.where().file, testing::StartsWith("migrations"));
        EXPECT_THAT(error.next(), testing::Not(testing::IsEmpty()));
    }
}

INSTANTIATE_TEST_SUITE_P(Of, Refusal, testing::ValuesIn(refusal_cases()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(RefusalOnTheWay, OfALinkAboveTheFolder) {
    Sandbox sandbox;
    sandbox.make_repository();
    fs::create_symlink(".", sandbox / "r/db");
    const CommitId commit = sandbox.commit("r", "Link");
    const auto query = sql_in("db/migrations");
    Libgit2Backend library(sandbox.place("r"), {});
    ProgramBackend program(sandbox.place("r"), {});
    const auto refused = refuses(Error::Kind::Migration, "\"db\" is a symbolic link in ");
    EXPECT_THAT([&] { library.tree_objects(commit, query); }, refused);
    EXPECT_THAT([&] { program.tree_objects(commit, query); }, refused);
    EXPECT_THAT([&] { library.index_objects(query); }, refused);
    EXPECT_THAT([&] { program.index_objects(query); }, refused);
    EXPECT_THAT([&] { sandbox.open("r").work_tree_files(query); }, refused);
}

TEST(RefusalOfAFolder, ThatLeavesTheWorkTree) {
    Sandbox sandbox;
    const CommitId commit = sandbox.make_repository();
    Repository repository = sandbox.open("r");
    for (const auto* folder : {"..", "/etc", "migrations/../..", ".git/hooks", "a\nb"}) {
        const auto refused = refuses(Error::Kind::Usage, "is not a folder inside the work tree");
        EXPECT_THAT([&] { repository.tree_files(commit, sql_in(folder)); }, refused) << folder;
        EXPECT_THAT([&] { repository.index_files(sql_in(folder)); }, refused) << folder;
        EXPECT_THAT([&] { repository.work_tree_files(sql_in(folder)); }, refused) << folder;
    }
}

// `git fsck` forbids such trees, yet anybody can make and push one.
TEST(RefusalOfATree, WhosePathsLeadOutOfIt) {
    Sandbox sandbox;
    sandbox.make_repository();
    const std::string blob = sandbox.git("r", {"rev-parse", "HEAD:other.sql"});
    const auto tree_of = [&](const std::string& name) {
        std::string bytes = "100644 " + name + std::string(1, '\0');
        for (std::size_t i = 0; i < blob.size(); i += 2) {
            bytes += static_cast<char>(std::stoi(blob.substr(i, 2), nullptr, 16));
        }
        sandbox.write("tree", bytes);
        const std::string folder =
            sandbox.git("r", {"hash-object", "-t", "tree", "--literally", "-w", "../tree"});
        return CommitId{sandbox.git("r", {"commit-tree", "-m", "x", folder})};
    };
    const FolderQuery everything{"", [](std::string_view) { return true; }};
    for (const auto* name : {"..", ".git", ".GIT"}) {
        const CommitId commit = tree_of(name);
        Repository repository = sandbox.open("r");
        EXPECT_THAT([&] { repository.tree_files(commit, everything); },
                    refuses(Error::Kind::Migration, "is a path that git forbids"))
            << name;
        EXPECT_THAT(
            [&] { ProgramBackend(sandbox.place("r"), {}).tree_objects(commit, everything); },
            refuses(Error::Kind::Migration, "is a path that git forbids"))
            << name;
    }
}

TEST(WorkTreeFiles, AreReadAsTheyAre) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.write("r/migrations/four.sql", "SELECT 4;\r\n");
    Repository repository = sandbox.open("r/migrations");
    auto expected = first_files();
    expected.insert(expected.begin(), {"four.sql", "SELECT 4;\r\n"});
    EXPECT_EQ(repository.work_tree_files(sql_in("migrations")), expected);
    EXPECT_TRUE(repository.work_tree_files(sql_in("nowhere")).empty());
    EXPECT_EQ(repository.work_tree_files(sql_in("")).size(), 5U);
}

TEST(WorkTreeFiles, RefusesAFolderThatIsALink) {
    Sandbox sandbox;
    sandbox.make_repository();
    link_folder(sandbox);
    EXPECT_THAT(
        [&] { sandbox.open("r").work_tree_files(sql_in("migrations")); },
        refuses(Error::Kind::Migration, "\"migrations\" is a symbolic link in the work tree"));
}

TEST(WorkTreeFiles, RefusesABareRepository) {
    Sandbox sandbox;
    sandbox.init("b.git", {"--bare"});
    Repository repository = sandbox.open("b.git");
    EXPECT_TRUE(repository.bare());
    EXPECT_THAT([&] { repository.work_tree_files(sql_in("migrations")); },
                refuses(Error::Kind::Repository, "it has no work tree"));
}

}  // namespace
}  // namespace gmig::git
