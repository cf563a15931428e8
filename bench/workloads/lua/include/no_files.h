/* Included before each source of Lua: no file is opened, nothing is printed, time stands still, so
   that nothing outside the module has a part in a run. */
#include <stdio.h>
#include <time.h>

#undef stdin
#define stdin NULL
#define fopen(name, mode) NULL
#define freopen(name, mode, file) NULL
#define time(result) 7
#define clock() 7
#define lua_writestring(text, size) ((void)0)
#define lua_writeline() ((void)0)
#define lua_writestringerror(format, argument) ((void)0)
