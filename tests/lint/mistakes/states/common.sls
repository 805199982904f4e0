include:
  - common
  - parts.empty
  - parts.debian
  - parts.debian

motd:
  file.managed:
    - name: /etc/motd
    - source: salt://files/motd

issue:
  file.managed:
    - name: /etc/issue
    - source: salt://files/modt

tools:
  pkg.installed:
    - pkgs: [curl]
    - reinstal: true

tidy:
  file.absent:
    - name: /tmp/x
    - coment: gone

users:
  user.present:
    - name: alice
    - createhome: maybe

no-path:
  file.replace:
    - name: /etc/hosts
    - repl: x

odd:
  file.manged:
    - name: /etc/odd

mine:
  own.done: []

graph:
  zookeeper_acl.present: []

proxy:
  rabbitmq_user.present:
    - name: bob

slot:
  file.managed:
    - name: /etc/slot
    - makedirs: __slot__:salt:test.true()

fine:
  file.managed:
    - name: /etc/fine
    - source:
      - salt://files/{{ grains['id'] }}
      - salt://files/motd
    - require:
      - file: motd
    - unless: test -e /etc/fine
