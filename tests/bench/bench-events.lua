-- wrk: POST /v1/events with `count` events of new ids in each body. Arguments: count, API key.
local number = 0

function init(args)
  math.randomseed(os.time())
  local now = os.time()
  count = tonumber(args[1])
  stem = string.format("%08x-%04x", math.floor(now * 1000 / 65536), now * 1000 % 65536)
  clock = os.date("!%Y-%m-%dT%H:%M:%S.000Z", now)
  chance = string.format("%06x", math.random(0, 2 ^ 24 - 1))
  wrk.method = "POST"
  wrk.headers["Authorization"] = "Bearer " .. args[2]
  wrk.headers["Content-Type"] = "application/json"
end

-- A UUIDv7: the time, then the number of the event.
local function uuid()
  number = number + 1
  return string.format("%s-7%03x-8%03x-%s%06x", stem, math.floor(number / 4096) % 4096, number % 4096, chance, number)
end

function request()
  local events = {}
  for i = 1, count do
    events[i] = '{"id":"' .. uuid() .. '","type":"usage","time":"' .. clock .. '","meter":"model_tokens","quantity":3}'
  end
  return wrk.format(nil, "/v1/events", nil, '{"events":[' .. table.concat(events, ",") .. "]}")
end

function done(summary, latency)
  local errors = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write
  io.write(string.format('FIGURES {"requests":%d,"us":%d,"errors":%d,"p50":%d,"p99":%d}\n', summary.requests,
    summary.duration, errors, latency:percentile(50), latency:percentile(99)))
end
