# tmux: a server, a session with a shell in it, a captured screen, the end of the server.
t() { tmux -S "$PWD/s" -f /dev/null "$@"; }
t new-session -d -x 60 -y 10 'echo inside; touch started; exec cat'
while [ ! -e started ]; do sleep 0.02; done
t send-keys 'typed text' Enter
while ! t capture-pane -p | grep -q 'typed text'; do sleep 0.02; done
t capture-pane -p | sed '/^$/d' | sort -u
t list-windows -F '#{window_width}x#{window_height} #{window_panes}'
t split-window -d cat; t list-panes | wc -l
t kill-server; echo "status $?"
