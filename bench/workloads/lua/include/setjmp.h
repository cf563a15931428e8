/* Lua includes this; build.sh says what its protected calls are instead. */
