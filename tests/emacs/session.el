;;; session.el --- wrtd through dap-mode -*- lexical-binding: t; -*-

;;; Commentary:

;; The second client beside Microsoft's: Emacs' dap-mode, as its users meet it.  Everything that is
;; asked of the server goes through dap-mode's own commands; only what dap-mode shows is read.
;; Run it by `tests/emacs/run'.

;;; Code:

(require 'cl-lib)
(require 'ert)
(require 'package)

;; Nothing of the user's is read or written.
(setq user-emacs-directory (file-name-as-directory (make-temp-file "wrtd-emacs" t))
      auto-save-default nil
      make-backup-files nil)
(add-hook 'kill-emacs-hook (lambda () (delete-directory user-emacs-directory t)))

;; Debian's packages; `emacs -Q' does not look for them.
(add-to-list 'package-directory-list "/usr/share/emacs/site-lisp/elpa")
(package-initialize)
;; README's snippet is all of the set-up, so it is what is tested.
(unless (locate-library "dap-mode")
  (princ "SKIPPED Emacs: dap-mode is missing (apt-get install elpa-dap-mode)\n0 passed, 0 failed\n")
  (kill-emacs 0))

(defconst wrtd-test-patience 30
  "Seconds after which something that was waited for will not come.")

(defconst wrtd-test-project
  (file-truename (expand-file-name "../.." (file-name-directory load-file-name))))

(defconst wrtd-test-fixtures (file-truename (expand-file-name "fixtures" wrtd-test-project)))

;; The binary under test is the command `wrtd'.
(let ((commands (expand-file-name "bin" user-emacs-directory)))
  (make-directory commands)
  (make-symbolic-link (expand-file-name (or (getenv "WRTD") (error "WRTD is not set")))
                      (expand-file-name "wrtd" commands))
  (push commands exec-path))

(with-temp-buffer
  (insert-file-contents (expand-file-name "README.md" wrtd-test-project))
  (re-search-forward "^```elisp\n\\(\\(?:.*\n\\)*?\\)```$")
  (eval (car (read-from-string (format "(progn %s)" (match-string 1)))) t))

(defun wrtd-test-template (program)
  "README's template for PROGRAM of the fixtures."
  (let ((template (copy-tree (cdr (assoc "WebAssembly" dap-debug-template-configurations)))))
    (append (list :name (file-name-base program)
                  :program (expand-file-name program wrtd-test-fixtures)
                  :sourceMap (list (cons "/wrtd/fixtures" wrtd-test-fixtures)))
            (cl-loop for (key value) on template by #'cddr
                     unless (memq key '(:name :program)) append (list key value)))))


;;; What comes from the server

(defvar wrtd-test-events nil
  "Events since the session's start, the last one first.")

(define-advice dap--on-event (:before (_session event) wrtd-test)
  "Record EVENT; dap-mode forgets what it does not show."
  (push event wrtd-test-events))

(define-advice dap--create-session (:after (&rest _) wrtd-test)
  "Begin a new record."
  (setq wrtd-test-events nil))

(defun wrtd-test-get (object &rest keys)
  "The value that KEYS lead to in the JSON OBJECT."
  (dolist (key keys object)
    (setq object (and object (gethash key object)))))

(defun wrtd-test-event (name)
  "The body of the first event NAME of the session."
  (wrtd-test-get (cl-find name (reverse wrtd-test-events) :test #'equal
                          :key (lambda (event) (gethash "event" event)))
                 "body"))

(defmacro wrtd-test-await (what condition)
  "Wait until CONDITION is non-nil and return it; an error says that WHAT did not come."
  (declare (indent 1))
  `(let ((deadline (+ (float-time) wrtd-test-patience)) value)
     (while (not (setq value ,condition))
       (when (> (float-time) deadline)
         (error "No %s within %d s; events: %s" ,what wrtd-test-patience
                (mapcar (lambda (event) (gethash "event" event)) (reverse wrtd-test-events))))
       (accept-process-output nil 0.05))
     value))

(defun wrtd-test-request (command &rest arguments)
  "The body of the response to COMMAND with ARGUMENTS, through dap-mode's session."
  (with-timeout (wrtd-test-patience (error "No response to %s" command))
    (apply #'dap-request (dap--cur-active-session-or-die) command arguments)))


;;; What a user does and sees

(defun wrtd-test-source (source)
  "The file name of the fixtures' SOURCE."
  (expand-file-name source wrtd-test-fixtures))

(defun wrtd-test-marker (source place)
  "The line of SOURCE that ends with the marker PLACE."
  (with-temp-buffer
    (insert-file-contents (wrtd-test-source source))
    (re-search-forward (concat "BREAK: " (regexp-quote place) "[ \t]*$"))
    (line-number-at-pos)))

(defun wrtd-test-toggle (source place)
  "Toggle a breakpoint at the marker PLACE of SOURCE, as with the cursor on that line."
  (let ((line (wrtd-test-marker source place)))
    (with-current-buffer (find-file-noselect (wrtd-test-source source))
      (goto-char (point-min))
      (forward-line (1- line))
      (dap-breakpoint-toggle))))

(defun wrtd-test-await-stop ()
  "Wait until dap-mode has gone to a frame; the frame."
  (wrtd-test-await "stop" (dap--debug-session-active-frame (dap--cur-session))))

(defun wrtd-test-should-stand (source line)
  "The stop has come, and both frame and cursor are at LINE (or marker) of SOURCE."
  (let ((frame (wrtd-test-await-stop))
        (line (if (stringp line) (wrtd-test-marker source line) line)))
    (should (equal (wrtd-test-get frame "source" "path") (wrtd-test-source source)))
    (should (equal (wrtd-test-get frame "line") line))
    (with-current-buffer (window-buffer (selected-window))
      (should (equal (buffer-file-name) (wrtd-test-source source)))
      (should (equal (line-number-at-pos) line)))))

(defun wrtd-test-frames ()
  "The frames that dap-mode has of the stopped thread, each as (NAME FILE LINE)."
  (let ((session (dap--cur-session)))
    (mapcar (lambda (frame)
              (list (wrtd-test-get frame "name")
                    (wrtd-test-get frame "source" "name")
                    (wrtd-test-get frame "line")))
            (gethash (dap--debug-session-thread-id session)
                     (dap--debug-session-thread-stack-frames session)))))

(defun wrtd-test-variables ()
  "Arguments and locals of the active frame: an alist from names to values."
  (let* ((frame (dap--debug-session-active-frame (dap--cur-session)))
         (scopes (wrtd-test-get
                  (wrtd-test-request "scopes" :frameId (wrtd-test-get frame "id")) "scopes")))
    (cl-loop for scope in scopes
             when (member (wrtd-test-get scope "presentationHint") '("arguments" "locals"))
             append (mapcar (lambda (variable)
                              (cons (wrtd-test-get variable "name")
                                    (wrtd-test-get variable "value")))
                            (wrtd-test-get
                             (wrtd-test-request "variables" :variablesReference
                                                (wrtd-test-get scope "variablesReference"))
                             "variables")))))

(defun wrtd-test-evaluate (expression)
  "What `dap-eval' shows for EXPRESSION."
  (let (shown)
    (cl-letf (((symbol-function 'dap-overlays--display-interactive-eval-result)
               (lambda (value &rest _) (setq shown value))))
      (dap-eval expression)
      (wrtd-test-await "evaluation" shown))))

(defun wrtd-test-do (command)
  "Call COMMAND as by its key, with the cursor where the program stands."
  (with-current-buffer (window-buffer (selected-window))
    (call-interactively command)))

(defun wrtd-test-should-exit (code)
  "The program ends with CODE, and dap-mode takes note of it."
  (wrtd-test-await "end of the session"
    (eq (dap--debug-session-state (dap--cur-session)) 'terminated))
  (should (equal (wrtd-test-get (wrtd-test-event "exited") "exitCode") code)))

(defun wrtd-test-output ()
  "What dap-mode shows of the program's output."
  (with-current-buffer (dap--debug-session-output-buffer (dap--cur-session))
    (buffer-substring-no-properties (point-min) (point-max))))

(defmacro wrtd-test-session (program breakpoints &rest body)
  "Debug PROGRAM of the fixtures with BREAKPOINTS, a list of (SOURCE . PLACE), and run BODY."
  (declare (indent 2))
  `(unwind-protect
       (progn
         (pcase-dolist (`(,source . ,place) ,breakpoints)
           (wrtd-test-toggle source place))
         (dap-debug (wrtd-test-template ,program))
         ,@body)
     (when-let ((session (dap--cur-session)))
       (let ((process (dap--debug-session-proc session)))
         (dap-delete-session session)
         (wrtd-test-await "end of the server" (not (process-live-p process)))))
     (wrtd-test-await "end of all sessions" (null (dap--get-sessions)))
     (dap-breakpoint-delete-all)))


;;; Tests

(defconst wrtd-test-flow "rust/inventory/src/flow.rs")
(defconst wrtd-test-rust "rust/inventory/inventory-o0.wasm")
(defconst wrtd-test-c "c/types/types-o0.wasm")

(ert-deftest wrtd-rust-program ()
  "A Rust program from the breakpoint to its end."
  (wrtd-test-session wrtd-test-rust `((,wrtd-test-flow . "recursion bottom"))
    (wrtd-test-should-stand wrtd-test-flow "recursion bottom")
    (let ((breakpoints (gethash (wrtd-test-source wrtd-test-flow)
                                (dap--debug-session-breakpoints (dap--cur-session))))
          (stop (wrtd-test-event "stopped")))
      (should (equal (length breakpoints) 1))
      (should (eq (wrtd-test-get (car breakpoints) "verified") t))
      (should (equal (wrtd-test-get stop "reason") "breakpoint"))
      (should (equal (wrtd-test-get stop "hitBreakpointIds")
                     (list (wrtd-test-get (car breakpoints) "id")))))
    ;; factorial(5) has called itself four times.
    (let* ((call (wrtd-test-marker wrtd-test-flow "recursion"))
           (bottom (wrtd-test-marker wrtd-test-flow "recursion bottom"))
           (recursive (list "inventory::flow::factorial" "flow.rs" call))
           (frames (wrtd-test-frames)))
      (should (equal (cl-subseq frames 0 5)
                     (cons (list "inventory::flow::factorial" "flow.rs" bottom)
                           (make-list 4 recursive))))
      (should (equal (car (nth 5 frames)) "inventory::flow::tour"))
      (should (equal (car (nth 6 frames)) "inventory::main"))
      (should (equal (wrtd-test-variables) '(("n" . "1"))))
      (wrtd-test-do #'dap-next)
      (wrtd-test-should-stand wrtd-test-flow (1+ bottom)) ; `return 1;'
      (wrtd-test-do #'dap-step-out)
      (wrtd-test-should-stand wrtd-test-flow call)
      (should (equal (length (wrtd-test-frames)) (1- (length frames))))
      (should (equal (wrtd-test-evaluate "n") "2")))
    (wrtd-test-do #'dap-continue)
    (wrtd-test-should-exit 0)
    (should (string-match-p "^factorial 120$" (wrtd-test-output)))))

(ert-deftest wrtd-step-in ()
  "A step into an inlined call, and to the frame above by dap-mode's own command."
  (wrtd-test-session wrtd-test-rust `((,wrtd-test-flow . "before inlined"))
    (wrtd-test-should-stand wrtd-test-flow "before inlined")
    (wrtd-test-do #'dap-next)
    (let ((call (1+ (wrtd-test-marker wrtd-test-flow "before inlined")))) ; `outer(product, a)'
      (wrtd-test-should-stand wrtd-test-flow call)
      (wrtd-test-do #'dap-step-in)
      (wrtd-test-await-stop)
      (should (equal (caar (wrtd-test-frames)) "inventory::flow::outer [inlined]"))
      (should (equal (wrtd-test-evaluate "value") "42")) ; 6 * 7
      (wrtd-test-do #'dap-up-stack-frame)
      (wrtd-test-should-stand wrtd-test-flow call)
      (should (equal (wrtd-test-evaluate "b") "7")))
    (wrtd-test-do #'dap-continue)
    (wrtd-test-should-exit 0)))

(ert-deftest wrtd-c-program ()
  "A C program from the breakpoint to its end."
  (let ((source "c/types/src/shapes.c"))
    (wrtd-test-session wrtd-test-c `((,source . "apply"))
      (wrtd-test-should-stand source "apply")
      (should (equal (cl-subseq (mapcar #'car (wrtd-test-frames)) 0 3)
                     '("apply" "pointers" "main")))
      (let ((variables (wrtd-test-variables)))
        (should (equal (cdr (assoc "left" variables)) "20"))
        (should (equal (cdr (assoc "right" variables)) "3"))
        (should (string-match-p "\\badd\\b" (cdr (assoc "op" variables)))))
      (wrtd-test-do #'dap-next)
      (wrtd-test-should-stand source "apply return")
      (should (equal (wrtd-test-evaluate "result") "23")) ; 20 + 3
      (wrtd-test-do #'dap-continue)
      (wrtd-test-should-stand source "apply") ; again, with `subtract'
      (should (string-match-p "\\bsubtract\\b" (cdr (assoc "op" (wrtd-test-variables)))))
      (wrtd-test-toggle source "apply") ; away, while the program stands
      (wrtd-test-do #'dap-continue)
      (wrtd-test-should-exit 0)
      (should (string-match-p "^23 17 1 4 3$" (wrtd-test-output))))))

(ert-deftest wrtd-breakpoint-while-stopped ()
  "A breakpoint that is set when the program already stands somewhere."
  (let ((source "c/types/src/main.c"))
    (wrtd-test-session wrtd-test-c `((,source . "main"))
      (wrtd-test-should-stand source "main")
      (wrtd-test-toggle source "shadow inner")
      (wrtd-test-do #'dap-continue)
      (wrtd-test-should-stand source "shadow inner")
      (should (equal (wrtd-test-evaluate "sum") "1000"))
      (wrtd-test-do #'dap-continue)
      (wrtd-test-should-exit 0))))

(ert-deftest wrtd-no-program ()
  "A launch that fails says why, and leaves no server."
  (let (warning)
    (cl-letf (((symbol-function 'warn)
               (lambda (format &rest arguments) (setq warning (apply #'format format arguments)))))
      (unwind-protect
          (progn
            (dap-debug (wrtd-test-template "nowhere.wasm"))
            (wrtd-test-await "warning" warning)
            (should (eq (dap--debug-session-state (dap--cur-session)) 'failed))
            ;; dap-mode shows the short `message' of a response only.
            (should (string-match-p "fixtures/nowhere\\.wasm" warning)))
        (dap-delete-session (dap--cur-session))))))


(let ((stats (ert-run-tests-batch t)))
  (princ (format "%d passed, %d failed\n"
                 (ert-stats-completed-expected stats)
                 (- (ert-stats-total stats) (ert-stats-completed-expected stats))))
  (kill-emacs (if (zerop (- (ert-stats-total stats) (ert-stats-completed-expected stats))) 0 1)))

;;; session.el ends here
