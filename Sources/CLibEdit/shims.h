// libedit's el_set, el_get and history take variable arguments, which Swift cannot pass. Each shim here is one such
// call with its types written out.
#ifndef MCSH_CLIBEDIT_SHIMS_H
#define MCSH_CLIBEDIT_SHIMS_H

#include <histedit.h>
#include <stdio.h>
#include <wchar.h>

typedef unsigned char (*mcsh_key_function)(EditLine *, int);
typedef int (*mcsh_read_function)(EditLine *, wchar_t *);

// libedit draws into a void: what a person sees is drawn from el_wline. It still needs the number of a terminal, for its
// modes and its size. What it has to say of a terminal that it does not know goes into the void, too; what it says of
// the user's own file afterwards does not. And Swift has no safe way to name C's standard streams.
static inline EditLine *mcsh_el_init(const char *program, FILE *nowhere, int terminal) {
    EditLine *el = el_init_fd(program, stdin, nowhere, nowhere, 0, terminal, 2);
    if (el != NULL) { el_set(el, EL_SETFP, 2, stderr); }
    return el;
}

// Whether the terminal can go back to an earlier row.
static inline int mcsh_el_can_go_up(EditLine *el) {
    char *sequence = NULL;
    return el_get(el, EL_GETTC, "up", &sequence, NULL) == 0 && sequence != NULL && sequence[0] != 0;
}

static inline int mcsh_el_set_editor(EditLine *el, const char *name) { return el_set(el, EL_EDITOR, name); }

static inline int mcsh_el_is_vi(EditLine *el) {
    const char *name = NULL;
    return el_get(el, EL_EDITOR, &name) == 0 && name != NULL && name[0] == 'v';
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

static inline int mcsh_el_add_function(EditLine *el, const char *name, const char *help, mcsh_key_function function) {
    return el_set(el, EL_ADDFN, name, help, function);
}

static inline int mcsh_el_bind(EditLine *el, const char *key, const char *name) {
    return el_set(el, EL_BIND, key, name, NULL);
}

// The keys of a vi that is not inserting.
static inline int mcsh_el_bind_command(EditLine *el, const char *key, const char *name) {
    return el_set(el, EL_BIND, "-a", key, name, NULL);
}

static inline int mcsh_history_set_size(History *list, int size) {
    HistEvent event;
    return history(list, &event, H_SETSIZE, size);
}

static inline int mcsh_history_clear(History *list) {
    HistEvent event;
    return history(list, &event, H_CLEAR);
}

static inline int mcsh_history_enter(History *list, const char *line) {
    HistEvent event;
    return history(list, &event, H_ENTER, line);
}

#endif
