-- Replaces the parts of windows that are older than what is given, or not all there.
-- KEYS: the keys of one window after another, ARGV[1] for each. ARGV: how many keys a
-- window has, how many seconds a key lives, then of each window its version and the
-- value of each key, which begins with the version.
local parts, life = tonumber(ARGV[1]), ARGV[2]
local at = 3
for first = 1, #KEYS, parts do
  local version, write, newest = tonumber(ARGV[at]), false, true
  for part = 0, parts - 1 do
    local held = redis.call('GET', KEYS[first + part])
    local known = held and tonumber(string.match(held, '^%d+'))
    write = write or not known or known < version
    newest = newest and not (known and known > version)
  end
  if write and newest then
    for part = 0, parts - 1 do
      redis.call('SET', KEYS[first + part], ARGV[at + 1 + part], 'EX', life)
    end
  end
  at = at + 1 + parts
end
return 0
