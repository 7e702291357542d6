// Repositories that libgit2 1.5 cannot read, or reads wrongly: Repository must answer all the same.
#include "git/libgit2_backend.hpp"
#include "git/program_backend.hpp"
#include "sandbox.hpp"
#include <gmig/support/process.hpp>

#include <gtest/gtest.h>

#include <fstream>

namespace gmig::git {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A repository made by make_repository, whatever its form, must look like this.
void expect_first_files(Repository repository) {
    const auto head = repository.head();
    ASSERT_TRUE(head.has_value());
    EXPECT_EQ(repository.find_commit("HEAD"), head);
    EXPECT_EQ(repository.tree_files(*head, sql_in("migrations")), first_files());
    EXPECT_EQ(repository.index_files(sql_in("migrations")), first_files());
    EXPECT_TRUE(repository.conflicted_paths("migrations").empty());
    EXPECT_TRUE(repository.folder_tree(*head, "migrations").has_value());
    EXPECT_EQ(repository.authorship(*head).subject, "Begin");
    EXPECT_FALSE(repository.index_differs("migrations"));
}

bool libgit2_opens(const Place& place, const Variables& variables = {}) {
    try {
        Libgit2Backend backend(place, variables);
        return true;
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Repository);
        return false;
    }
}

TEST(Fallback, ReadsASplitIndex) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.git("r", {"update-index", "--split-index"});
    Libgit2Backend library(sandbox.place("r"), {});
    EXPECT_THAT([&] { library.index_objects(sql_in("migrations")); },
                refuses(Error::Kind::Repository, "\"link\""));
    expect_first_files(sandbox.open("r"));
}

TEST(Fallback, ReadsASparseIndexInsideAndOutsideOfTheCone) {
    Sandbox sandbox;
    const CommitId commit = sandbox.make_repository();
    for (const auto* cone : {"migrations", "elsewhere"}) {
        sandbox.git("r", {"sparse-checkout", "set", "--cone", "--sparse-index", cone});
        expect_first_files(sandbox.open("r"));
        EXPECT_THAT(sandbox.open("r").tracked("three.sql"),
                    ElementsAre("migrations/sub/three.sql"));
    }
    Libgit2Backend library(sandbox.place("r"), {});
    EXPECT_THAT([&] { library.index_objects(sql_in("migrations")); },
                refuses(Error::Kind::Repository, "\"sdir\""));
    EXPECT_EQ(library.head(), commit);
}

TEST(Fallback, ReadsASha256Repository) {
    Sandbox sandbox;
    sandbox.make_repository({"--object-format=sha256"});
    EXPECT_FALSE(libgit2_opens(sandbox.place("r")));
    expect_first_files(sandbox.open("r"));
}

class Extension : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(Extension, IsReadByLibgit2) {
    Sandbox sandbox;
    const CommitId commit = sandbox.make_repository();
    sandbox.git("r", {"config", "core.repositoryformatversion", "1"});
    sandbox.git("r", {"config", std::string("extensions.") + GetParam().first, GetParam().second});
    Libgit2Backend library(sandbox.place("r"), {});
    EXPECT_EQ(library.read(library.tree_objects(commit, sql_in("migrations"))), first_files());
    EXPECT_EQ(library.read(library.index_objects(sql_in("migrations"))), first_files());
}

INSTANTIATE_TEST_SUITE_P(Named, Extension,
                         testing::Values(std::pair("partialClone", "origin"),
                                         std::pair("worktreeConfig", "true"),
                                         std::pair("preciousObjects", "true"),
                                         std::pair("relativeWorktrees", "true"),
                                         std::pair("noop", "true")),
                         [](const auto& test) { return std::string(test.param.first); });

TEST(Fallback, SaysClearlyThatNeitherKnowsAFormat) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.git("r", {"config", "core.repositoryformatversion", "1"});
    sandbox.git("r", {"config", "extensions.refStorage", "reftable"});
    Repository repository = sandbox.open("r");
    try {
        repository.head();
        FAIL() << "this git knows reftable; then expect_first_files belongs here";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::Repository);
        EXPECT_THAT(error.what(), HasSubstr("refstorage"));
        EXPECT_THAT(error.next(), HasSubstr("install a newer git"));
    }
}

class PartialClone : public testing::Test {
protected:
    void SetUp() override {
        sandbox_.make_repository();
        head_ = sandbox_.commit("r", "Second");
        sandbox_.git("r", {"config", "uploadpack.allowFilter", "true"});
        sandbox_.git("r", {"config", "uploadpack.allowAnySHA1InWant", "true"});
    }
    void clone(const std::string& filter) const {
        sandbox_.git(".", {"clone", "--quiet", "--no-checkout", "--filter=" + filter,
                           "file://" + (sandbox_ / "r").string(), "clone"});
    }
    Sandbox sandbox_;
    CommitId head_;
};

TEST_F(PartialClone, HasItsMissingFilesFetched) {
    clone("blob:none");
    Libgit2Backend library(sandbox_.place("clone"), {});
    const auto objects = library.tree_objects(head_, sql_in("migrations"));
    EXPECT_EQ(library.missing(objects), objects);
    EXPECT_THAT([&] { library.read(objects); }, refuses(Error::Kind::Repository, "not found"));
    Repository repository = sandbox_.open("clone");
    EXPECT_EQ(repository.tree_files(head_, sql_in("migrations")), first_files());
    EXPECT_EQ(repository.tree_files(head_, sql_in("migrations")), first_files());
}

TEST_F(PartialClone, IsFetchedFromOnceForAllFiles) {
    clone("blob:none");
    Repository repository = sandbox_.open("clone");
    repository.tree_files(head_, sql_in("migrations"));
    int packs = 0;
    for (const auto& file :
         std::filesystem::directory_iterator(sandbox_ / "clone/.git/objects/pack")) {
        packs += file.path().extension() == ".promisor" ? 1 : 0;
    }
    EXPECT_EQ(packs, 2) << "one of the clone, one of the three files";
}

TEST_F(PartialClone, NeedsNoFileForTheirNames) {
    clone("blob:none");
    std::filesystem::remove_all(sandbox_ / "r");
    Repository repository = sandbox_.open("clone");
    EXPECT_EQ(repository.tree_objects(head_, sql_in("migrations")).size(), 3U);
    EXPECT_THAT([&] { repository.tree_files(head_, sql_in("migrations")); },
                refuses(Error::Kind::Repository, ""));
}

TEST_F(PartialClone, HasItsMissingTreesFetchedToo) {
    clone("tree:0");
    Repository repository = sandbox_.open("clone");
    EXPECT_EQ(repository.tree_files(head_, sql_in("migrations")), first_files());
}

TEST(Fallback, KnowsAnotherCommonFolder) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.git("r", {"worktree", "add", "--quiet", "-b", "topic", "../linked"});
    const Variables variables = {{"GIT_DIR", (sandbox / "r/.git/worktrees/linked").string()},
                                 {"GIT_COMMON_DIR", (sandbox / "r/.git").string()},
                                 {"GIT_WORK_TREE", "."}};
    EXPECT_FALSE(libgit2_opens(sandbox.place("linked", variables), variables));
    expect_first_files(sandbox.open("linked", variables));
    EXPECT_EQ(sandbox.open("linked", variables).branch(), "topic");
}

TEST(Fallback, KnowsAnotherWorkTree) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.write("elsewhere/migrations/nine.sql", "SELECT 9;\n");
    const Variables variables = {{"GIT_DIR", (sandbox / "r/.git").string()},
                                 {"GIT_WORK_TREE", (sandbox / "elsewhere").string()}};
    EXPECT_TRUE(libgit2_opens(sandbox.place("r", variables), variables));
    expect_first_files(sandbox.open("r", variables));
    EXPECT_THAT(paths_of(sandbox.open("r", variables).work_tree_files(sql_in("migrations"))),
                ElementsAre("nine.sql"));
}

TEST(Fallback, KnowsAConfiguredWorkTreeThatIsGone) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.git("r", {"config", "core.worktree", (sandbox / "gone").string()});
    expect_first_files(sandbox.open("r"));
    EXPECT_EQ(ProgramBackend(sandbox.place("r"), {}).branch(), "main");
}

TEST(Fallback, ReadsASubmodule) {
    Sandbox sandbox;
    sandbox.make_repository();
    sandbox.init("outer");
    sandbox.git("outer", {"-c", "protocol.file.allow=always", "submodule", "--quiet", "add", "../r",
                          "inner"});
    const Place place = sandbox.place("outer/inner/migrations");
    EXPECT_EQ(place.git_dir, sandbox / "outer/.git/modules/inner");
    expect_first_files(sandbox.open("outer/inner/migrations"));
}

class IndexVariable : public testing::TestWithParam<const char*> {};

TEST_P(IndexVariable, NamesTheIndex) {
    Sandbox sandbox;
    sandbox.make_repository();
    std::filesystem::copy_file(sandbox / "r/.git/index", sandbox / "r/.git/other");
    sandbox.git("r", {"rm", "--quiet", "-r", "--cached", "migrations"});
    std::string value = GetParam();
    if (value.starts_with('@')) {
        value.replace(0, 1, sandbox.root().string());
    }
    const Variables variables = {{"GIT_INDEX_FILE", value}};
    expect_first_files(sandbox.open("r", variables));
    ProgramBackend program(sandbox.place("r", variables), variables);
    EXPECT_EQ(program.read(program.index_objects(sql_in("migrations"))), first_files());
    EXPECT_TRUE(sandbox.open("r").index_files(sql_in("migrations")).empty());
}

INSTANTIATE_TEST_SUITE_P(Value, IndexVariable, testing::Values(".git/other", "@/r/.git/other"),
                         [](const auto& test) {
                             return std::string(*test.param == '@' ? "Absolute" : "Relative");
                         });

TEST(ObjectVariables, AddFoldersOfObjects) {
    Sandbox sandbox;
    const CommitId commit = sandbox.make_repository();
    sandbox.init("empty");
    std::filesystem::rename(sandbox / "r/.git/objects", sandbox / "a:b");
    std::filesystem::create_directory(sandbox / "r/.git/objects");
    for (const std::string& list : {"\"" + (sandbox / "a:b").string() + "\"",
                                    "/nowhere:\"" + sandbox.root().string() + "/a\\072b\":" +
                                        (sandbox / "empty/.git/objects").string()}) {
        const Variables variables = {{"GIT_ALTERNATE_OBJECT_DIRECTORIES", list}};
        Libgit2Backend library(sandbox.place("r", variables), variables);
        ProgramBackend program(sandbox.place("r", variables), variables);
        EXPECT_EQ(library.tree_objects(commit, sql_in("migrations")).size(), 3U) << list;
        EXPECT_EQ(program.tree_objects(commit, sql_in("migrations")).size(), 3U) << list;
    }
}

TEST(ManyEntries, AreReadFromABigIndex) {
    Sandbox sandbox;
    sandbox.make_repository();
    std::string entries;
    const std::string blob = sandbox.git("r", {"rev-parse", "HEAD:other.sql"});
    for (int i = 0; i < 20000; ++i) {
        entries += "100644 " + blob + "\tfolder/" + std::to_string(i) + "/file.sql\n";
    }
    run({.arguments = {"git", "update-index", "--index-info"},
         .directory = sandbox / "r",
         .input = entries,
         .environment = {}});
    EXPECT_EQ(sandbox.open("r").index_files(sql_in("migrations")), first_files());
    EXPECT_EQ(sandbox.open("r").index_objects(sql_in("folder")).size(), 20000U);
}

// Without libgit2 the program answers everything; without both it is said what to install.
class Alone : public testing::Test {
protected:
    [[nodiscard]] ProcessResult probe(
        const std::string& program, const std::vector<std::string>& arguments,
        const std::map<std::string, std::optional<std::string>>& environment = {}) const {
        Command command{.arguments = {program},
                        .directory = sandbox_ / "r",
                        .input = {},
                        .environment = environment};
        command.arguments.insert(command.arguments.end(), arguments.begin(), arguments.end());
        return run(command);
    }
    static constexpr auto* all_ =
        "one.sql: SELECT 1;\nsub/three.sql: SELECT 3;\ntwo.sql: SELECT 2;\n";
    Sandbox sandbox_;
};

TEST_F(Alone, TheProgramAnswers) {
    sandbox_.make_repository();
    EXPECT_EQ(probe(GIT_PROBE_ALONE, {"tree", "HEAD"}).out, all_);
    EXPECT_EQ(probe(GIT_PROBE_ALONE, {"index"}).out, all_);
}

TEST_F(Alone, TheLibraryAnswers) {
    sandbox_.make_repository();
    EXPECT_EQ(probe(GIT_PROBE, {"tree", "HEAD"}, {{"PATH", "/nowhere"}}).out, all_);
    EXPECT_EQ(probe(GIT_PROBE, {"index"}, {{"PATH", "/nowhere"}}).out, all_);
}

TEST_F(Alone, NeitherIsSaid) {
    sandbox_.make_repository();
    const ProcessResult result = probe(GIT_PROBE_ALONE, {"index"}, {{"PATH", "/nowhere"}});
    EXPECT_EQ(result.exit_code, static_cast<int>(Error::Kind::Repository));
    EXPECT_THAT(result.out, HasSubstr("git is needed here"));
    EXPECT_THAT(result.out, HasSubstr("next: apt install git"));
}

}  // namespace
}  // namespace gmig::git
