import { createHash } from "node:crypto";

/** A script that Redis or Valkey runs as one step. */
export interface Script {
  readonly text: string;
  /** What it is called by, once the server has it. */
  readonly sha: string;
}

function script(text: string): Script {
  const trimmed = text.replaceAll(/^ {2}/gm, "").trim();
  return { text: trimmed, sha: createHash("sha1").update(trimmed).digest("hex") };
}

/** The server's clock, since those of replicas may differ; in milliseconds since 1970. */
const NOW = `
  local time = redis.call('TIME')
  local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

// The conversation's hash holds its principal and, while a reply is under way, that reply:
// pending (its id), owner, until (end of the lease), seen (a listener elsewhere), stop.

/**
 * KEYS: conversation, messages. ARGV: is new, principal, keep (-1 for all), reply, owner, lease,
 * conversation's and reply's seconds, most messages, most bytes, and the new messages.
 */
export const BEGIN = script(`
  ${NOW}
  local principal, pending, lease = unpack(redis.call('HMGET', KEYS[1], 'principal', 'pending', 'until'))
  if ARGV[1] == '0' and principal ~= ARGV[2] then return {'missing'} end
  if pending and tonumber(lease) + ARGV[8] * 1000 > now then
    return {'pending', pending, tonumber(lease) < now and 1 or 0}
  end
  local messages = {}
  if ARGV[1] == '0' and ARGV[3] ~= '0' then
    messages = redis.call('LRANGE', KEYS[2], 0, tonumber(ARGV[3]) < 0 and -1 or ARGV[3] - 1)
  end
  for i = 11, #ARGV do messages[#messages + 1] = ARGV[i] end
  local bytes = 0
  for _, message in ipairs(messages) do bytes = bytes + #message end
  if #messages > tonumber(ARGV[9]) or bytes > tonumber(ARGV[10]) then return {'tooLarge'} end
  if ARGV[3] == '0' then
    redis.call('DEL', KEYS[2])
  elseif tonumber(ARGV[3]) > 0 then
    redis.call('LTRIM', KEYS[2], 0, ARGV[3] - 1)
  end
  for i = 11, #ARGV do redis.call('RPUSH', KEYS[2], ARGV[i]) end
  redis.call('HDEL', KEYS[1], 'stop')
  redis.call('HSET', KEYS[1], 'principal', ARGV[2], 'pending', ARGV[4], 'owner', ARGV[5],
    'until', now + ARGV[6], 'seen', now)
  redis.call('EXPIRE', KEYS[1], ARGV[7])
  redis.call('EXPIRE', KEYS[2], ARGV[7])
  return {'begun', messages}`);

/**
 * KEYS: conversation, messages, events. ARGV: reply, owner, number of the first event, lease,
 * conversation's and reply's seconds, is final, the message to remember or nothing, and the events.
 */
export const APPEND = script(`
  ${NOW}
  local pending, owner, stop, seen = unpack(redis.call('HMGET', KEYS[1], 'pending', 'owner', 'stop', 'seen'))
  if pending ~= ARGV[1] or owner ~= ARGV[2] then
    if pending == ARGV[1] or redis.call('EXISTS', KEYS[3]) == 1 then return {'lost'} end
    return {'gone'}
  end
  redis.call('HSET', KEYS[1], 'until', now + ARGV[4])
  local length = redis.call('LLEN', KEYS[3])
  if length < tonumber(ARGV[3]) then return {'behind', length} end
  for i = 9 + length - ARGV[3], #ARGV do redis.call('RPUSH', KEYS[3], ARGV[i]) end
  redis.call('EXPIRE', KEYS[3], ARGV[6])
  if ARGV[7] == '1' then
    if ARGV[8] ~= '' then redis.call('RPUSH', KEYS[2], ARGV[8]) end
    redis.call('HDEL', KEYS[1], 'pending', 'owner', 'until', 'seen', 'stop')
    redis.call('EXPIRE', KEYS[1], ARGV[5])
    redis.call('EXPIRE', KEYS[2], ARGV[5])
  end
  return {'stored', stop and 1 or 0, now - (seen or now)}`);

/** KEYS: conversation, messages. ARGV: reply, owner, lease. */
export const ACQUIRE = script(`
  ${NOW}
  local pending, lease, stop = unpack(redis.call('HMGET', KEYS[1], 'pending', 'until', 'stop'))
  if pending ~= ARGV[1] or tonumber(lease) >= now then return false end
  redis.call('HSET', KEYS[1], 'owner', ARGV[2], 'until', now + ARGV[3], 'seen', now)
  return {stop and 1 or 0, redis.call('LRANGE', KEYS[2], 0, -1)}`);

/** KEYS: conversation. ARGV: reply, owner. */
export const RELEASE = script(`
  local pending, owner = unpack(redis.call('HMGET', KEYS[1], 'pending', 'owner'))
  if pending == ARGV[1] and owner == ARGV[2] then redis.call('HSET', KEYS[1], 'until', 0) end`);

/** KEYS: conversation, events. ARGV: reply, number of the first event, is a listener's. */
export const READ = script(`
  ${NOW}
  local principal, pending, lease = unpack(redis.call('HMGET', KEYS[1], 'principal', 'pending', 'until'))
  local live = pending == ARGV[1]
  if not principal or not (live or redis.call('EXISTS', KEYS[2]) == 1) then return false end
  if live and ARGV[3] == '1' then redis.call('HSET', KEYS[1], 'seen', now) end
  return {principal, live and 1 or 0, live and tonumber(lease) < now and 1 or 0,
    redis.call('LRANGE', KEYS[2], ARGV[2], -1)}`);

/** KEYS: conversation. ARGV: reply. */
export const STOP = script(`
  if redis.call('HGET', KEYS[1], 'pending') == ARGV[1] then redis.call('HSET', KEYS[1], 'stop', 1) end`);

/** KEYS: conversation, messages. ARGV: reply's seconds. */
export const CONVERSATION = script(`
  ${NOW}
  local principal, pending, lease = unpack(redis.call('HMGET', KEYS[1], 'principal', 'pending', 'until'))
  if not principal then return false end
  if pending and tonumber(lease) + ARGV[1] * 1000 <= now then pending = false end
  return {principal, redis.call('LRANGE', KEYS[2], 0, -1), pending}`);

/** The same as takeTurn. KEYS: client. ARGV: space and burst, in milliseconds. */
export const COUNT_CHAT = script(`
  ${NOW}
  local start = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now)
  local wait = start + ARGV[1] - ARGV[2] - now
  if wait > 0 then return math.ceil(wait) end
  redis.call('SET', KEYS[1], start + ARGV[1], 'PX', math.ceil(start + ARGV[1] - now))
  return 0`);
