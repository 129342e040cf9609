// libedit's el_set, el_get and history take variable arguments, which Swift cannot pass. Each shim here is one such
// call with its types written out.
#ifndef MCSH_CLIBEDIT_SHIMS_H
#define MCSH_CLIBEDIT_SHIMS_H

#include <histedit.h>
#include <stdio.h>
#include <wchar.h>

typedef char *(*mcsh_prompt_function)(EditLine *);
typedef unsigned char (*mcsh_key_function)(EditLine *, int);
typedef int (*mcsh_read_function)(EditLine *, wchar_t *);

// Swift has no safe way to name C's standard streams.
static inline EditLine *mcsh_el_init(const char *program, int output_is_stderr) {
    return el_init(program, stdin, output_is_stderr ? stderr : stdout, stderr);
}

static inline int mcsh_el_set_editor(EditLine *el, const char *name) { return el_set(el, EL_EDITOR, name); }

// Text between two `escape` characters is sent as it is and counted as no columns.
static inline int mcsh_el_set_prompt(EditLine *el, mcsh_prompt_function prompt, char escape) {
    return el_set(el, EL_PROMPT_ESC, prompt, escape);
}

static inline int mcsh_el_set_signal_handling(EditLine *el, int on) { return el_set(el, EL_SIGNAL, on); }

static inline int mcsh_el_set_history(EditLine *el, History *history_list) {
    return el_set(el, EL_HIST, history, history_list);
}

static inline int mcsh_el_set_client_data(EditLine *el, void *data) { return el_set(el, EL_CLIENTDATA, data); }

static inline void *mcsh_el_client_data(EditLine *el) {
    void *data = NULL;
    el_get(el, EL_CLIENTDATA, &data);
    return data;
}

static inline int mcsh_el_set_read(EditLine *el, mcsh_read_function read) { return el_set(el, EL_GETCFN, read); }

// Raw mode on or off, for what happens in the middle of a line.
static inline int mcsh_el_prepare_terminal(EditLine *el, int raw) { return el_set(el, EL_PREP_TERM, raw); }

static inline int mcsh_el_refresh(EditLine *el) { return el_set(el, EL_REFRESH); }

static inline int mcsh_el_add_function(EditLine *el, const char *name, const char *help, mcsh_key_function function) {
    return el_set(el, EL_ADDFN, name, help, function);
}

static inline int mcsh_el_bind(EditLine *el, const char *key, const char *name) {
    return el_set(el, EL_BIND, key, name, NULL);
}

static inline int mcsh_history_set_size(History *list, int size) {
    HistEvent event;
    return history(list, &event, H_SETSIZE, size);
}

static inline int mcsh_history_set_unique(History *list, int on) {
    HistEvent event;
    return history(list, &event, H_SETUNIQUE, on);
}

static inline int mcsh_history_enter(History *list, const char *line) {
    HistEvent event;
    return history(list, &event, H_ENTER, line);
}

#endif
