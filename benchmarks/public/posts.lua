-- Send comments, each text once: wrk ... URL -- FILE SKIP COUNT ARTICLES WHERE
-- FILE has a JSON body a line; WHERE is the address with %d for the number of the article.
dofile(debug.getinfo(1, "S").source:match("^@?(.*/)") .. "report.lua")

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  local skip, count = tonumber(args[2]), 0
  local last = skip + tonumber(args[3])
  articles, where = tonumber(args[4]), args[5]
  bodies, sent = {}, 0
  for line in io.lines(args[1]) do
    count = count + 1
    -- Each thread has lines of its own.
    if count > last then break end
    if count > skip and count % 2 == number then
      bodies[#bodies + 1] = line
    end
  end
  math.randomseed(skip * 2 + number + 1)
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  sent = sent + 1
  -- Each from an address of its own, as behind a proxy; to any of the articles.
  wrk.headers["X-Forwarded-For"] = string.format("10.%d.%d.%d",
    math.random(0, 255), math.random(0, 255), math.random(1, 254))
  local path = string.format(where, math.random(0, articles - 1))
  return wrk.format("POST", path, nil, bodies[(sent - 1) % #bodies + 1])
end
