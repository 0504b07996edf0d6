;; Drives Emacs with the server that the block of the guide has started; says JSON.
(require 'json)
(require 'eglot)
(require 'flymake)

(defun owui-wait (holds)
  "Wait until HOLDS answers non-nil, at most 40 seconds."
  (let ((end (+ (float-time) 40)) answer)
    (while (and (not (setq answer (funcall holds))) (< (float-time) end))
      (accept-process-output nil 0.1))
    answer))

(defun owui-texts ()
  (mapcar #'flymake-diagnostic-text (flymake-diagnostics)))

(defun owui-position (point)
  (save-excursion (goto-char point)
                  (vector (1- (line-number-at-pos)) (- point (line-beginning-position)))))

(defun owui-drive ()
  (let* ((buffer (find-file-noselect (car (last command-line-args 3))))
         (out (make-hash-table :test 'equal)))
    (condition-case problem
        (with-current-buffer buffer
          (unless (eglot-current-server)
            (run-hooks 'post-command-hook)) ; what `eglot-ensure' waits for
          (unless (owui-wait #'eglot-current-server) (error "no server was started"))
          (owui-wait (lambda () (flymake-start) (> (length (flymake-diagnostics)) 3)))
          (puthash "found"
                   (vconcat (mapcar (lambda (one)
                                      (list (cons 'text (flymake-diagnostic-text one))
                                            (cons 'kind (symbol-name (flymake-diagnostic-type one)))
                                            (cons 'at (owui-position (flymake-diagnostic-beg one)))))
                                    (flymake-diagnostics)))
                   out)
          (let* ((target (seq-find (lambda (one) (string-match-p "not awaited" (flymake-diagnostic-text one)))
                                   (flymake-diagnostics)))
                 (place (flymake-diagnostic-beg target))
                 (actions (eglot-code-actions place (1+ place) nil)))
            (puthash "titles" (vconcat (mapcar (lambda (one) (plist-get one :title)) actions)) out)
            (eglot--apply-workspace-edit (plist-get (elt actions 0) :edit)))
          (puthash "text" (buffer-substring-no-properties (point-min) (point-max)) out)
          (eglot--signal-textDocument/didChange)
          (owui-wait (lambda () (flymake-start)
                       (let ((texts (owui-texts)))
                         (and texts (not (seq-find (lambda (one) (string-match-p "not awaited" one)) texts))))))
          (puthash "left" (vconcat (owui-texts)) out)
          (goto-char (point-min))
          (insert "x = 1  # noqa: OWU401\n")
          (eglot--signal-textDocument/didChange)
          (let ((hover (jsonrpc-request (eglot--current-server-or-lose) :textDocument/hover
                                        (list :textDocument (eglot--TextDocumentIdentifier)
                                              :position (list :line 0 :character 17)))))
            (puthash "hover" (plist-get (plist-get hover :contents) :value) out))
          (set-buffer-modified-p nil))
      (error (puthash "error" (format "%S" problem) out)))
    (princ (concat "\n" (json-encode out) "\n"))
    (kill-emacs)))
