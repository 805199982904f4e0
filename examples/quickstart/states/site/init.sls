# A folder, a file made from a template, and a command that runs when the file changes.
{% set site = pillar['site'] %}

site-folder:
  file.directory:
    - name: {{ site.folder }}
    - mode: '0755'
    - makedirs: True

site-page:
  file.managed:
    - name: {{ site.folder }}/index.html
    - source: salt://site/index.html.j2
    - template: jinja
    - mode: '0644'
    - context:
        title: {{ site.title | yaml_dquote }}
    - require:
      - file: site-folder

site-published:
  cmd.run:
    - name: echo "published" >> {{ site.folder }}/publications.log
    - onchanges:
      - file: site-page
