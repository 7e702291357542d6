/* The floor: what the machine can do at best with a folder of migrations, and nothing else.
 *
 *   floor nothing
 *   floor apply|status CONNECTION FOLDER
 *
 * apply and status read and SHA-256 every FOLDER/NAME.sql in the order of names. apply runs each
 * file (but NAME.down.sql) in one transaction with its ledger row (one message to PostgreSQL);
 * status reads the whole ledger and compares. scripts/bench measures gmig as a ratio to this.
 *
 * Compiled twice, so that SQLite's program does not load PostgreSQL's libraries: with
 * FLOOR_POSTGRESQL the connection is libpq's, without it a SQLite file. */
#include <dirent.h>
#include <fcntl.h>
#include <openssl/sha.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef FLOOR_POSTGRESQL
#include <libpq-fe.h>
#else
#include <sqlite3.h>
#endif

enum { hex_length = 2 * SHA256_DIGEST_LENGTH };

struct migration {
    char* name;
    char* text;
    size_t length;
    char hash[hex_length + 1];
};

struct folder {
    struct migration* items;
    size_t count;
};

static void die(const char* what, const char* why) {
    fprintf(stderr, "floor: %s: %s\n", what, why);
    exit(1);
}

static void* grown(void* memory, size_t size) {
    void* larger = realloc(memory, size);
    if (larger == NULL) {
        die("memory", "exhausted");
    }
    return larger;
}

static int ends_with(const char* name, const char* ending) {
    const size_t length = strlen(name);
    return length >= strlen(ending) && strcmp(name + length - strlen(ending), ending) == 0;
}

static void read_and_hash(int folder, struct migration* item) {
    const int file = openat(folder, item->name, O_RDONLY);
    struct stat status;
    if (file < 0 || fstat(file, &status) != 0) {
        die(item->name, "cannot be read");
    }
    item->length = (size_t)status.st_size;
    item->text = grown(NULL, item->length + 1);
    if (read(file, item->text, item->length) != (ssize_t)item->length) {
        die(item->name, "cannot be read whole");
    }
    item->text[item->length] = '\0';
    close(file);

    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256((const unsigned char*)item->text, item->length, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        snprintf(item->hash + 2 * i, 3, "%02x", digest[i]);
    }
}

static int by_name(const void* left, const void* right) {
    return strcmp(((const struct migration*)left)->name, ((const struct migration*)right)->name);
}

static struct folder read_folder(const char* path) {
    struct folder result = {NULL, 0};
    DIR* folder = opendir(path);
    if (folder == NULL) {
        die(path, "cannot be opened");
    }
    size_t capacity = 0;
    for (struct dirent* entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (!ends_with(entry->d_name, ".sql")) {
            continue;
        }
        if (result.count == capacity) {
            capacity = capacity == 0 ? 256 : 2 * capacity;
            result.items = grown(result.items, capacity * sizeof *result.items);
        }
        result.items[result.count++].name = strdup(entry->d_name);
    }
    if (result.count > 0) {
        qsort(result.items, result.count, sizeof *result.items, by_name);
    }
    size_t kept = 0;
    for (size_t i = 0; i < result.count; i++) {
        read_and_hash(dirfd(folder), &result.items[i]);
        if (!ends_with(result.items[i].name, ".down.sql")) {
            result.items[kept++] = result.items[i];
        }
    }
    result.count = kept;
    closedir(folder);
    return result;
}

/* 0 when the ledger has exactly the folder's names and hashes. */
static int report(const struct folder* folder, size_t rows, size_t wrong) {
    printf("%zu files, %zu rows, %zu wrong\n", folder->count, rows, wrong);
    return wrong != 0 || rows != folder->count;
}

static int differs(const struct folder* folder, size_t row, const char* name, const char* hash) {
    return row >= folder->count || strcmp(name, folder->items[row].name) != 0 ||
           strcmp(hash, folder->items[row].hash) != 0;
}

#ifdef FLOOR_POSTGRESQL

static void run(PGconn* connection, const char* sql, const char* what) {
    PGresult* result = PQexec(connection, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        die(what, PQerrorMessage(connection));
    }
    PQclear(result);
}

static void apply_all(PGconn* connection, const struct folder* folder) {
    run(connection, "SET client_min_messages = warning", "session");
    run(connection,
        "CREATE TABLE IF NOT EXISTS floor_ledger (name text PRIMARY KEY,"
        " hash text NOT NULL, at timestamptz NOT NULL DEFAULT now())",
        "ledger");
    char* message = NULL;
    for (size_t i = 0; i < folder->count; i++) {
        const struct migration* item = &folder->items[i];
        const size_t size = item->length + strlen(item->name) + hex_length + 128;
        message = grown(message, size);
        snprintf(message, size,
                 "BEGIN;%s\n;INSERT INTO floor_ledger (name, hash) VALUES ('%s', '%s');COMMIT",
                 item->text, item->name, item->hash);
        run(connection, message, item->name);
    }
    free(message);
}

static int compare_all(PGconn* connection, const struct folder* folder) {
    PGresult* result =
        PQexec(connection, "SELECT name, hash FROM floor_ledger ORDER BY name COLLATE \"C\"");
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        die("ledger", PQerrorMessage(connection));
    }
    const int rows = PQntuples(result);
    size_t wrong = 0;
    for (int row = 0; row < rows; row++) {
        wrong += (size_t)differs(folder, (size_t)row, PQgetvalue(result, row, 0),
                                 PQgetvalue(result, row, 1));
    }
    PQclear(result);
    return report(folder, (size_t)rows, wrong);
}

static int on_database(int apply, const char* url, const struct folder* folder) {
    PGconn* connection = PQconnectdb(url);
    if (PQstatus(connection) != CONNECTION_OK) {
        die("connection", PQerrorMessage(connection));
    }
    int code = 0;
    if (apply) {
        apply_all(connection, folder);
    } else {
        code = compare_all(connection, folder);
    }
    PQfinish(connection);
    return code;
}

#else

static void run(sqlite3* database, const char* sql, const char* what) {
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK) {
        die(what, sqlite3_errmsg(database));
    }
}

static sqlite3_stmt* prepared(sqlite3* database, const char* sql) {
    sqlite3_stmt* statement = NULL;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK) {
        die("ledger", sqlite3_errmsg(database));
    }
    return statement;
}

static void apply_all(sqlite3* database, const struct folder* folder) {
    run(database,
        "CREATE TABLE IF NOT EXISTS floor_ledger (name TEXT PRIMARY KEY, hash TEXT NOT NULL,"
        " at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)",
        "ledger");
    for (size_t i = 0; i < folder->count; i++) {
        const struct migration* item = &folder->items[i];
        run(database, "BEGIN IMMEDIATE", item->name);
        run(database, item->text, item->name);
        sqlite3_stmt* insert =
            prepared(database, "INSERT INTO floor_ledger (name, hash) VALUES (?, ?)");
        sqlite3_bind_text(insert, 1, item->name, -1, SQLITE_STATIC);
        sqlite3_bind_text(insert, 2, item->hash, hex_length, SQLITE_STATIC);
        if (sqlite3_step(insert) != SQLITE_DONE) {
            die(item->name, sqlite3_errmsg(database));
        }
        sqlite3_finalize(insert);
        run(database, "COMMIT", item->name);
    }
}

static int compare_all(sqlite3* database, const struct folder* folder) {
    sqlite3_stmt* select = prepared(database, "SELECT name, hash FROM floor_ledger ORDER BY name");
    size_t rows = 0;
    size_t wrong = 0;
    for (; sqlite3_step(select) == SQLITE_ROW; rows++) {
        wrong += (size_t)differs(folder, rows, (const char*)sqlite3_column_text(select, 0),
                                 (const char*)sqlite3_column_text(select, 1));
    }
    sqlite3_finalize(select);
    return report(folder, rows, wrong);
}

static int on_database(int apply, const char* path, const struct folder* folder) {
    sqlite3* database = NULL;
    if (sqlite3_open(path, &database) != SQLITE_OK) {
        die(path, "cannot be opened");
    }
    int code = 0;
    if (apply) {
        apply_all(database, folder);
    } else {
        code = compare_all(database, folder);
    }
    sqlite3_close(database);
    return code;
}

#endif

int main(int count, char** arguments) {
    if (count == 2 && strcmp(arguments[1], "nothing") == 0) {
        return 0;
    }
    if (count != 4) {
        fputs("usage: floor nothing | floor apply|status CONNECTION FOLDER\n", stderr);
        return 2;
    }
    const struct folder folder = read_folder(arguments[3]);
    return on_database(strcmp(arguments[1], "apply") == 0, arguments[2], &folder);
}
