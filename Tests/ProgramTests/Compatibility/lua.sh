# lua5.4: tables, coroutines, closures, string buffers, garbage collection.
# expect: exit 9
exec lua5.4 -e '
local t = {} for i = 1, 60000 do t[i] = {id = i, name = "n" .. i % 100} end
local c = 0 for _, v in ipairs(t) do if v.name == "n7" then c = c + v.id end end print(c)
local co = coroutine.wrap(function() for i = 1, 3 do coroutine.yield(i) end end) print(co(), co(), co())
t = nil collectgarbage() print(collectgarbage("count") < 4000, select("#", string.rep("x,", 500):byte(1, -1)))
print(pcall(error, {code = 2}) , os.exit(9))'
