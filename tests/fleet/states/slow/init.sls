# Takes some seconds, so that something can be killed meanwhile.
slow-first:
  file.managed:
    - name: /srv/slow-first
    - contents: first

slow-wait:
  cmd.run:
    - name: sleep 8; date -u > /srv/slow-done
    - creates: /srv/slow-done
    - require:
      - file: slow-first

slow-last:
  file.managed:
    - name: /srv/slow-last
    - contents: last
    - require:
      - cmd: slow-wait
