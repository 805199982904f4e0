# Each argument of a state is looked at, and those too that Salt takes for true.
relative:
  file.managed:
    - name: etc/motd
    - mode: {read: all}
    - makedirs: [1]

nginx:
  service.running:
    - enable: "yess"

editors:
  pkg.installed:
    - pkgs: 5
