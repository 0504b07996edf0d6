" Drives Vim and ALE with the linter that the block of the guide defines; writes JSON to $OWUI_ANSWER.
let s:out = {'found': [], 'left': [], 'text': ''}

function! s:Items() abort
  return map(copy(getloclist(0)), {_, one -> one})
endfunction

function! s:Findings() abort
  let l:info = get(get(g:, 'ale_buffer_info', {}), bufnr('%'), {})
  return map(copy(get(l:info, 'loclist', [])), {_, one -> {'code': get(one, 'code', ''), 'lnum': one.lnum, 'col': one.col, 'type': one.type}})
endfunction

function! s:Wait(holds) abort
  for l:n in range(400)
    if a:holds() | return 1 | endif
    sleep 100m
  endfor
  return 0
endfunction

function! s:Codes() abort
  return map(s:Findings(), {_, one -> one.code})
endfunction

function! s:Drive(timer) abort
  try
    call s:Wait({-> len(s:Findings()) > 3})
    let s:out.found = s:Findings()
    call search('; __event_emitter__', 'cw')
    normal! 4l
    let l:before = getline('.')
    ALECodeAction
    call s:Wait({-> getline('.') isnot# l:before})
    let s:out.text = join(getline(1, '$'), "\n") . "\n"
    write
    call s:Wait({-> len(s:Findings()) > 3 && index(s:Codes(), 'OWU401') < 0})
    let s:out.left = s:Codes()
  catch
    let s:out.error = v:exception . ' ' . v:throwpoint
  endtry
  call writefile([json_encode(s:out)], $OWUI_ANSWER)
  qall!
endfunction

call timer_start(500, function('s:Drive'))
" The menu of actions is answered with its first entry.
call timer_start(300, {-> mode() =~# '[cr]' ? feedkeys("1\<CR>", 't') : 0}, {'repeat': -1})
