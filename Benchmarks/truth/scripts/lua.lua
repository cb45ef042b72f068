-- Tables, strings, closures, coroutines, userdata and metatables; then waits, holding them all.
local held = { list = {}, map = {}, text = {}, threads = {}, closures = {}, files = {} }

local function word(i)
  return string.format("word-%d-%s", i, string.rep("x", i % 90))
end

for i = 1, 4000 do
  held.list[i] = { id = i, name = word(i), next = held.list[i - 1] }
  held.map[word(i)] = i * 1.5
  held.text[i] = word(i):upper():gsub("%d", "#")
end

for i = 1, 200 do
  local thread = coroutine.create(function(first)
    local sum = first
    while true do
      sum = sum + coroutine.yield(sum)
    end
  end)
  coroutine.resume(thread, i)
  coroutine.resume(thread, 2 * i)
  held.threads[i] = thread
end

for i = 1, 300 do
  local count, other = i, {}
  held.closures[i] = function()
    count = count + 1
    other[count] = load("local a = ... ; return a + " .. count)
    return other[count](count)
  end
  held.closures[i]()
end

for i = 1, 20 do
  held.files[i] = io.tmpfile()
  held.files[i]:write(word(i), "\n")
end

local Point = {}
Point.__index = Point
Point.__add = function(a, b) return setmetatable({ x = a.x + b.x, y = a.y + b.y }, Point) end
local sum = setmetatable({ x = 0, y = 0 }, Point)
for i = 1, 1000 do
  sum = sum + setmetatable({ x = i, y = -i }, Point)
end
held.sum = sum

for key in string.gmatch(table.concat(held.text, " "), "[^ ]+") do
  held.map[key] = nil
end
local order = {}
for key in pairs(held.map) do
  order[#order + 1] = key
end
table.sort(order)
held.order = order
held.packed = string.pack("i4 s4 d", 7, "seven", 7.5)
held.utf8 = utf8.char(228, 8364, 128512)

io.stdout:write("ready\n")
io.stdout:flush()
io.read("a")
