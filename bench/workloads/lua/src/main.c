/* Lua 5.4 as published, with a program of its own: tables, closures, strings, sorting, a garbage
   collector, and a switch over instructions.

   The program throws no error, so that Lua's protected calls are plain calls (see build.sh). */
#include <stdlib.h>

#include "lauxlib.h"
#include "lua.h"
#include "lualib.h"
#include "workload.h"

static const char program[] =
    "local n = ...\n"
    "local Account = {}\n"
    "Account.__index = Account\n"
    "function Account.new(id) return setmetatable({id = id, balance = 0}, Account) end\n"
    "function Account:deposit(amount) self.balance = self.balance + amount return self end\n"
    "local function queens(size)\n"
    "  local columns, up, down, found = {}, {}, {}, 0\n"
    "  local function place(row)\n"
    "    if row > size then found = found + 1 return end\n"
    "    for column = 1, size do\n"
    "      local a, b = row + column, row - column + size\n"
    "      if not (columns[column] or up[a] or down[b]) then\n"
    "        columns[column], up[a], down[b] = true, true, true\n"
    "        place(row + 1)\n"
    "        columns[column], up[a], down[b] = nil, nil, nil\n"
    "      end\n"
    "    end\n"
    "  end\n"
    "  place(1)\n"
    "  return found\n"
    "end\n"
    "local sum, seed = 0, 42\n"
    "local function random(limit) seed = (seed * 1103515245 + 12345) % 2147483648 return seed % limit end\n"
    "for turn = 1, n do\n"
    "  local accounts, words = {}, {}\n"
    "  for i = 1, 200 do accounts[i] = Account.new(i):deposit(random(1000)) end\n"
    "  table.sort(accounts, function(a, b)\n"
    "    if a.balance ~= b.balance then return a.balance < b.balance end\n"
    "    return a.id < b.id\n"
    "  end)\n"
    "  for i, account in ipairs(accounts) do words[#words + 1] = string.format('%d:%x', account.id, account.balance) end\n"
    "  local text = table.concat(words, ',')\n"
    "  for id, balance in text:gmatch('(%d+):(%x+)') do sum = (sum * 31 + id + #balance) % 1000000007 end\n"
    "  text = text:upper():gsub('A', function() return turn end):reverse()\n"
    "  sum = sum + #text + text:byte(7) + math.floor(turn * 1.5) + queens(5)\n"
    "end\n"
    "return sum\n";

static void *reallocate(void *context, void *block, size_t old_size, size_t new_size) {
    (void)context, (void)old_size;
    if (new_size) return realloc(block, new_size);
    free(block);
    return NULL;
}

int64_t run(int32_t n) {
    lua_State *state = lua_newstate(reallocate, NULL);
    CHECK(state);
    luaL_requiref(state, LUA_GNAME, luaopen_base, 1);
    luaL_requiref(state, LUA_TABLIBNAME, luaopen_table, 1);
    luaL_requiref(state, LUA_STRLIBNAME, luaopen_string, 1);
    luaL_requiref(state, LUA_MATHLIBNAME, luaopen_math, 1);
    lua_settop(state, 0);
    CHECK(luaL_loadbufferx(state, program, sizeof program - 1, "=program", "t") == LUA_OK);
    lua_pushinteger(state, n);
    lua_call(state, 1, 1);
    int64_t sum = lua_tointeger(state, -1);
    lua_close(state);
    return sum;
}
