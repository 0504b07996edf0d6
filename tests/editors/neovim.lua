-- Drives Neovim (0.7 and later) with the server that the block of the guide has started; says JSON.
local buf = vim.api.nvim_get_current_buf()
local out = { found = {}, titles = {}, left = {}, hover = "", completions = {}, text = "" }

local function code_of(d)
  return tostring(d.code or (d.user_data and d.user_data.lsp and d.user_data.lsp.code))
end

local function ask(method, params)
  local answers = vim.lsp.buf_request_sync(buf, method, params, 20000)
  for _, one in pairs(answers or {}) do
    if one.result then return one.result end
  end
  return {}
end

local function drive()
  assert(vim.wait(30000, function() return #vim.diagnostic.get(buf) > 3 end, 50), "no findings came")
  local clients = vim.lsp.get_clients and vim.lsp.get_clients() or vim.lsp.get_active_clients()
  local client = clients[1]
  out.encoding = client.offset_encoding
  local target
  for _, d in ipairs(vim.diagnostic.get(buf)) do
    table.insert(out.found, { code = code_of(d), at = { d.lnum, d.col }, severity = d.severity })
    if code_of(d) == "OWU401" then target = d end
  end
  vim.api.nvim_win_set_cursor(0, { target.lnum + 1, target.col })
  local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
  params.context = { diagnostics = {} }
  local actions = ask("textDocument/codeAction", params)
  for _, action in ipairs(actions) do table.insert(out.titles, action.title) end
  vim.lsp.util.apply_workspace_edit(actions[1].edit, client.offset_encoding)
  out.text = table.concat(vim.api.nvim_buf_get_lines(buf, 0, -1, false), "\n") .. "\n"
  vim.wait(20000, function()
    for _, d in ipairs(vim.diagnostic.get(buf)) do
      if code_of(d) == "OWU401" then return false end
    end
    return #vim.diagnostic.get(buf) > 3
  end, 50)
  for _, d in ipairs(vim.diagnostic.get(buf)) do table.insert(out.left, code_of(d)) end
  vim.api.nvim_buf_set_lines(buf, 0, 0, false, { "x = 1  # noqa: OWU401" })
  local document = { uri = vim.uri_from_bufnr(buf) }
  local hover = ask("textDocument/hover", { textDocument = document, position = { line = 0, character = 17 } })
  out.hover = hover.contents and hover.contents.value or ""
  local items = ask("textDocument/completion", { textDocument = document, position = { line = 0, character = 18 } })
  for _, item in ipairs(items.items or items) do table.insert(out.completions, item.label) end
end

local fine, problem = pcall(drive)
if not fine then out.error = tostring(problem) end
local encode = vim.json and vim.json.encode or vim.fn.json_encode
io.stdout:write("\n" .. encode(out) .. "\n")
vim.cmd("qa!")
