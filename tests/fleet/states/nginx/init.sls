# Installs nginx, writes a site from a template, and restarts nginx when its configuration changes.
{% set site = pillar['site'] %}

nginx:
  pkg.installed: []
  service.running:
    - enable: True
    - watch:
      - file: nginx-site
    - require:
      - pkg: nginx

nginx-default-site:
  file.absent:
    - name: /etc/nginx/sites-enabled/default
    - require:
      - pkg: nginx
    - watch_in:
      - service: nginx

nginx-site:
  file.managed:
    - name: /etc/nginx/conf.d/site.conf
    - source: salt://nginx/site.conf.j2
    - template: jinja
    - user: root
    - group: root
    - mode: '0644'
    - context:
        port: {{ site.port }}
        greeting: {{ site.greeting | yaml_dquote }}
    - require:
      - pkg: nginx

site-folder:
  file.directory:
    - name: /srv/site
    - user: www-data
    - group: www-data
    - mode: '0755'
    - require:
      - pkg: nginx

site-marker:
  cmd.run:
    - name: date -u > /srv/site/published
    - onchanges:
      - file: nginx-site
    - require:
      - file: site-folder
